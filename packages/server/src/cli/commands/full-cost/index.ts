import { ALLOCATION_LEVELS, type FullCostReport, fullCostReport } from '@weir/core/contract';
import { Option } from 'commander';
import { defineCommand } from '../../command.ts';
import { formatInstant, moneyFormatter } from '../../output/figures.ts';
import type { CliDeps } from '../../ports.ts';
import { rangeQuery } from '../../ranges.ts';
import { TIME_FORMS } from '../../times.ts';
import { noteLeftOut } from '../unit/range.ts';

interface Options {
  since?: string;
  until?: string;
  by?: FullCostReport['by'];
  sandbox?: 'auto' | 'include' | 'exclude';
}

const DEFAULT_SINCE = 'month';

export const fullCostCommand = (deps: CliDeps) =>
  defineCommand<Options>(deps, {
    name: 'full-cost',
    summary: 'what AI really costs, next to what providers bill',
    description:
      'Cost with people, review, platforms and whatever else cost items say (weir cost-item), by category.',
    examples: [
      ['weir full-cost --by workload', 'this month by workload'],
      ['weir full-cost --since 2026-10-01 --until 2026-11-01', 'October'],
    ],
    define: (command) =>
      command
        .option('--since <time>', `from this time on: ${TIME_FORMS} (default: ${DEFAULT_SINCE})`)
        .option('--until <time>', 'up to but without this time (default: now)')
        .addOption(new Option('--by <level>', 'split by').choices(ALLOCATION_LEVELS))
        .addOption(
          new Option('--sandbox <mode>', 'sandbox calls; auto counts them while there are no others').choices(
            ['auto', 'include', 'exclude'],
          ),
        ),
    async run(context, { by, sandbox, ...range }) {
      const { out, api } = context;
      const query = { ...(await rangeQuery(context, range, DEFAULT_SINCE)), by, sandbox };
      const report = await (await api()).get('/full-cost', fullCostReport, query);
      if (out.json) return out.data(report);
      const counted = report.sandbox === 'include' ? '; sandbox calls are counted in' : '';
      out.note(
        `${formatInstant(report.since)} to ${formatInstant(report.until)} UTC, in ${report.currency}${counted}`,
      );
      const rows = by === undefined ? [] : report.rows;
      const all = [...rows, { ...report.total, group: 'TOTAL' }];
      const money = moneyFormatter(all.flatMap((row) => [row.api_cost, row.loaded_cost]));
      out.table<FullCostReport['rows'][number]>(
        [
          { title: (by ?? '').toUpperCase(), value: ({ group }) => group || '(none)' },
          { title: 'PROVIDERS BILL', value: (row) => money(row.api_cost), align: 'right' },
          { title: 'FULL COST', value: (row) => money(row.loaded_cost), align: 'right' },
          { title: 'TIMES', value: ({ ratio }) => ratio ?? '-', align: 'right' },
        ],
        all,
      );
      out.line();
      for (const [category, cost] of Object.entries(report.total.categories)) {
        out.line(`${category.padEnd(24)} ${money(cost)} ${report.currency}`);
      }
      out.line(`Borne by nobody: ${money(report.unallocated)} ${report.currency}`);
      noteLeftOut(out, report.sandbox, Number(report.total.loaded_cost) === 0);
    },
  });
