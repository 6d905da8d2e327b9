import { agreementStatus } from '@weir/core/contract';
import { segment } from '../../api-client.ts';
import { defineCommand } from '../../command.ts';
import { formatExact, formatInstant } from '../../output/figures.ts';
import type { CliDeps } from '../../ports.ts';

export const agreementStatusCommand = (deps: CliDeps) =>
  defineCommand<object>(deps, {
    name: 'status',
    summary: 'show how far an agreement is used: burned, remaining, shortfall, discount',
    examples: [['weir agreement status openai-2026', 'will the commitment be used up?']],
    define: (command) => command.argument('<id>', 'agreement'),
    async run({ out, api }, _, id = '') {
      const status = await (await api()).get(`/agreements/${segment(id)}/status`, agreementStatus);
      if (out.json) return out.data(status);
      const { currency, measure } = status;
      const counted = (amount: string | undefined) =>
        amount === undefined
          ? undefined
          : `${formatExact(amount)} ${measure === 'quantity' ? 'units' : currency}`;
      out.fields([
        ['agreement', out.style('bold', status.id)],
        ['kind', status.kind],
        ['period', `${formatInstant(status.since)} to ${formatInstant(status.until)} UTC`],
        ['agreed', counted(status.total)],
        ['burned', counted(status.burned)],
        ['remaining', counted(status.remaining)],
        ['shortfall', counted(status.shortfall)],
        ['next step above', counted(status.next_threshold)],
        ['contracted cost', `${formatExact(status.contracted_cost)} ${currency}`],
        ['effective cost', `${formatExact(status.effective_cost)} ${currency}`],
        ['discount', status.effective_discount_percent && `${status.effective_discount_percent}%`],
        [
          'used up',
          status.projected_end && `${formatInstant(status.projected_end)} UTC, at the pace of last week`,
        ],
      ]);
    },
  });
