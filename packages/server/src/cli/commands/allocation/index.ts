import { type AllocationRun, allocationExplanations, allocationRun } from '@weir/core/contract';
import { segment } from '../../api-client.ts';
import { defineCommand } from '../../command.ts';
import { defineGroup } from '../../group.ts';
import { formatCount, formatExact } from '../../output/figures.ts';
import type { CliDeps } from '../../ports.ts';
import { ruleGroup } from './rule.ts';

const run = (deps: CliDeps) =>
  defineCommand<{ dryRun?: boolean }>(deps, {
    name: 'run',
    summary: 'book what a month lacks of shared costs; nothing when all is booked',
    description:
      'Book shares of costs up to the last full day. Weir does this by itself every night; twice books nothing twice.',
    examples: [
      ['weir allocation run 2026-11 --dry-run', 'what is missing?'],
      ['weir allocation run 2026-11', 'book it now'],
    ],
    define: (command) => command.argument('<month>', 'such as 2026-11').option('--dry-run', 'book nothing'),
    async run({ out, api }, { dryRun }, month = '') {
      const body = { dry_run: dryRun === true };
      const done = await (await api()).send('POST', `/allocations/${segment(month)}`, allocationRun, body);
      if (out.json) return out.data(done);
      if (done.items.length === 0)
        return out.note(`There are no shared costs in ${month}, or none of its days is over.`);
      const amount = (text: string) => `${formatExact(text)} ${done.currency}`;
      out.table<AllocationRun['items'][number]>(
        [
          { title: 'ITEM', value: ({ item }) => item },
          { title: 'CATEGORY', value: ({ category }) => category },
          { title: 'SO FAR', value: (row) => amount(row.amount), align: 'right' },
          { title: 'BORNE BY NOBODY', value: (row) => amount(row.unallocated), align: 'right' },
          { title: done.dry_run ? 'TO BOOK' : 'BOOKED', value: (row) => amount(row.booked), align: 'right' },
          { title: 'ENTRIES', value: (row) => formatCount(row.entries), align: 'right' },
        ],
        done.items,
      );
      for (const { item, problems } of done.items)
        for (const problem of problems) out.note(`${item}: ${problem}`);
      if (done.dry_run) {
        out.note(`Nothing was booked. Book it: weir allocation run ${month}, or wait for the night.`);
        return;
      }
      out.note('See it: weir full-cost --by workload');
    },
  });

const explain = (deps: CliDeps) =>
  defineCommand<{ workload?: string; item?: string }>(deps, {
    name: 'explain',
    summary: 'explain shares of a month, division by division',
    examples: [['weir allocation explain 2026-11 --workload support-bot', 'why does it bear that much?']],
    define: (command) =>
      command
        .argument('<month>', 'such as 2026-11')
        .option('--workload <id>', 'only what it bears')
        .option('--item <id>', 'only of this cost'),
    async run({ out, api }, { workload, item }, month = '') {
      const path = `/allocations/${segment(month)}/explain`;
      const { data } = await (await api()).get(path, allocationExplanations, { workload, item });
      if (out.json) return out.data({ month, data });
      if (data.length === 0) return out.note('There is no such share in this month.');
      for (const part of data) {
        const bearer = part.workload === '' ? 'nobody' : part.workload;
        out.line(
          `${part.item} (${part.category}) for ${bearer}: ${formatExact(part.amount)} ${part.currency}`,
        );
        for (const { text } of part.steps) out.line(`  ${text}`);
      }
    },
  });

export const allocationGroup = (deps: CliDeps) =>
  defineGroup('allocation', 'who bears costs that nobody bears alone', [
    ruleGroup(deps),
    run(deps),
    explain(deps),
  ]);
