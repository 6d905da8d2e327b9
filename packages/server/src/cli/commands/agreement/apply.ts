import { type AppliedAgreement, appliedAgreements } from '@weir/core/contract';
import { defineCommand } from '../../command.ts';
import { formatCount, formatExact } from '../../output/figures.ts';
import type { CliDeps } from '../../ports.ts';

export const agreementApply = (deps: CliDeps) =>
  defineCommand<{ dryRun?: boolean }>(deps, {
    name: 'apply',
    summary: 'book what agreements make of a month; nothing when all is booked',
    description:
      'Book the difference between what was charged and what agreements make of it, allocated to who used it. Weir does this by\n' +
      'itself every day; in a closed month it only proposes (weir proposal approve).',
    examples: [
      ['weir agreement apply 2026-11 --dry-run', 'what is missing?'],
      ['weir agreement apply 2026-11', 'book it now'],
    ],
    define: (command) => command.argument('<month>', 'such as 2026-11').option('--dry-run', 'book nothing'),
    async run({ out, api }, { dryRun }, month = '') {
      const body = { month, dry_run: dryRun === true };
      const { data } = await (await api()).send('POST', '/agreements/apply', appliedAgreements, body);
      if (out.json) return out.data({ month, data });
      if (data.length === 0) return out.note(`Everything of ${month} is booked as agreed.`);
      out.table<AppliedAgreement>(
        [
          { title: 'AGREEMENT', value: (row) => row.agreement },
          {
            title: 'CHANGES COST BY',
            value: (row) => `${formatExact(row.amount)} ${row.currency}`,
            align: 'right',
          },
          { title: 'ENTRIES', value: (row) => formatCount(row.entries), align: 'right' },
          { title: 'PROPOSAL', value: (row) => row.proposal ?? '-' },
        ],
        data,
      );
    },
  });
