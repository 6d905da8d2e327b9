import { budgetLift } from '@weir/core/contract';
import { segment } from '../../api-client.ts';
import { defineCommand } from '../../command.ts';
import { formatExact, formatInstant } from '../../output/figures.ts';
import type { CliDeps } from '../../ports.ts';
import { requireDuration } from '../../times.ts';
import { amount } from './options.ts';

interface Options {
  amount: string;
  for: string;
  reason: string;
}

export const budgetLiftCommand = (deps: CliDeps) =>
  defineCommand<Options>(deps, {
    name: 'lift',
    summary: 'add money to a budget for a while; audited',
    description:
      'Add an amount on top of a budget until a time. The budget itself stays as it is; who lifted it and why is kept.',
    examples: [
      ['weir budget lift support-month --amount 50 --for 24h --reason "launch day"', 'one more day'],
    ],
    define: (command) =>
      command
        .argument('<id>', 'budget to lift')
        .requiredOption('--amount <amount>', 'how much on top', amount)
        .requiredOption('--for <duration>', 'how long, such as 90m, 24h or 7d')
        .requiredOption('--reason <text>', 'why; people will read it'),
    async run({ out, io, api }, { amount: more, for: span, reason }, id = '') {
      const until = new Date(io.now() + requireDuration(span, '--for')).toISOString();
      const body = { amount: more, until, reason };
      const lift = await (await api()).send('POST', `/budgets/${segment(id)}/lifts`, budgetLift, body);
      if (out.json) return out.data(lift);
      out.note(`Lifted ${id} by ${formatExact(lift.amount)} until ${formatInstant(lift.until)} UTC.`);
    },
  });
