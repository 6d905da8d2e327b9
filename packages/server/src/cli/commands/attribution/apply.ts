import { type AttributionRun, attributionRun } from '@weir/core/contract';
import { defineCommand } from '../../command.ts';
import { formatCount, formatExact } from '../../output/figures.ts';
import type { CliDeps } from '../../ports.ts';

type Row = AttributionRun['data'][number];

export const attributionApply = (deps: CliDeps) =>
  defineCommand<{ dryRun?: boolean; rule?: string }>(deps, {
    name: 'apply',
    summary: 'propose what rules find to move; nothing when all is where it belongs',
    description:
      'Propose entries that take calls, tokens and cost away from where they are and add them where they belong; no total\n' +
      'changes. Each waits for approval (weir proposal approve). Weir applies all rules itself every night. In months that\n' +
      'are closed the entries are corrections.',
    examples: [
      ['weir attribution apply --dry-run', 'what would move?'],
      ['weir attribution apply', 'then: weir proposal list --state open'],
    ],
    define: (command) =>
      command.option('--dry-run', 'propose nothing').option('--rule <id>', 'this rule alone'),
    async run({ out, api }, { dryRun, rule }) {
      const body = { dry_run: dryRun === true, ...(rule === undefined ? {} : { rule }) };
      const run = await (await api()).send('POST', '/attribution/apply', attributionRun, body);
      if (out.json) return out.data(run);
      for (const note of run.notes) out.note(note);
      if (run.data.length === 0) return out.note('All that the rules match is where it belongs.');
      out.table<Row>(
        [
          { title: 'RULE', value: (row) => row.rule },
          { title: 'MONTH', value: (row) => row.month },
          { title: 'CALLS', value: (row) => formatCount(row.calls), align: 'right' },
          { title: 'MOVES', value: (row) => `${formatExact(row.cost)} ${row.currency}`, align: 'right' },
          { title: 'ENTRIES', value: (row) => formatCount(row.entries), align: 'right' },
          { title: 'PROPOSAL', value: (row) => row.proposal ?? '-' },
        ],
        run.data,
      );
      if (dryRun !== true) out.note('Book them: weir proposal approve <proposal>');
    },
  });
