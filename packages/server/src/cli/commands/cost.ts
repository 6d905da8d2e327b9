import { type CostReport, type CostRow, costReport, INTERVALS, organization } from '@weir/core/contract';
import { Option } from 'commander';
import type { ApiClient, Query } from '../api-client.ts';
import { defineCommand } from '../command.ts';
import { names } from '../options.ts';
import {
  formatBucket,
  formatCount,
  formatExact,
  formatInstant,
  formatShare,
  moneyFormatter,
} from '../output/figures.ts';
import type { Output } from '../output/output.ts';
import type { Column } from '../output/table.ts';
import { pipeTo } from '../pipe.ts';
import type { CliDeps } from '../ports.ts';
import { addRangeOptions, type RangeOptions, rangeQuery } from '../ranges.ts';

interface Options extends RangeOptions {
  by?: string[];
  interval?: (typeof INTERVALS)[number];
  sandbox?: 'auto' | 'include' | 'exclude';
  csv?: boolean;
}

const DEFAULT_SINCE = 'month';

export const costCommand = (deps: CliDeps) =>
  defineCommand<Options>(deps, {
    name: 'cost',
    summary: 'what was spent, by any tags',
    description:
      'Cost of a time range by any one or more tags. Rows are an exact partition: they add up to the total.\n' +
      'Tags: workload, team, application, environment, cost_center, owner, use_case, model, provider, key, status,\n' +
      'unit ... and tag.<name> for your own.',
    examples: [
      ['weir cost --by team', 'this month by team'],
      ['weir cost --by workload,model --since 7d --filter environment=production', 'a week of production'],
      [
        'weir cost --by application --since 2026-10-01 --until 2026-11-01 --interval day --csv > october.csv',
        'a file',
      ],
    ],
    define: (command) =>
      addRangeOptions(
        command.option('--by <tags>', 'tags to group by, comma-separated', names),
        DEFAULT_SINCE,
      )
        .addOption(new Option('--interval <interval>', 'split the range').choices(INTERVALS))
        .addOption(
          new Option('--sandbox <mode>', 'sandbox calls; auto counts them while there are no others').choices(
            ['auto', 'include', 'exclude'],
          ),
        )
        .option('--csv', 'CSV instead of a table'),
    async run(context, options) {
      const { out, io } = context;
      const range = await rangeQuery(context, options, DEFAULT_SINCE);
      const query = {
        ...range,
        by: options.by?.join(','),
        interval: options.interval,
        sandbox: options.sandbox,
      };
      const client = await context.api();
      if (options.csv === true) {
        const response = await client.raw(
          '/costs',
          { headers: { accept: 'text/csv' } },
          { ...query, format: 'csv' },
        );
        return pipeTo(response, io.stdout);
      }
      const report = await client.get('/costs', costReport, query);
      if (out.json) return out.data(report);
      const zone =
        report.interval === undefined ? 'UTC' : (await client.get('/organization', organization)).time_zone;
      printReport(out, report, zone);
      if (holdsNothing(report)) out.note(await adviceFor(client, report, query));
    },
  });

function printReport(out: Output, report: CostReport, zone: string): void {
  const counted = report.sandbox === 'include' ? '; sandbox calls are counted in' : '';
  out.note(`${formatInstant(report.since)} to ${formatInstant(report.until)} UTC${counted}`);
  if (holdsNothing(report)) return;
  out.table(columnsFor(report, zone), report.rows);
  out.line();
  const { total } = report;
  out.fields([
    ['total', out.style('bold', `${formatExact(total.cost)} ${report.currency}`)],
    ['calls', formatCount(total.calls)],
    ['attributed', formatShare(total.attributed_cost, total.cost) || undefined],
    [
      'estimated',
      isNothing(total.estimated_cost) ? undefined : formatShare(total.estimated_cost, total.cost),
    ],
    ['evaluation', evaluationText(report)],
    [
      'avoided by cache',
      isNothing(total.avoided_cost) ? undefined : `${formatExact(total.avoided_cost)} ${report.currency}`,
    ],
    ['unpriced', isNothing(total.unpriced_cost) ? undefined : formatShare(total.unpriced_cost, total.cost)],
  ]);
}

/** Copies that were sent to compare models: in the cost, not in the calls. */
function evaluationText({ total, currency }: CostReport): string | undefined {
  if (total.evaluation_calls === 0) return undefined;
  return `${formatExact(total.evaluation_cost)} ${currency} of it by ${formatCount(total.evaluation_calls)} copies of calls`;
}

function holdsNothing({ total, rows }: CostReport): boolean {
  return total.calls === 0 && rows.length === 0;
}

/** What to do about an empty report: count what was left out, or look further back. */
async function adviceFor(client: ApiClient, report: CostReport, query: Query): Promise<string> {
  const { since, until } = report;
  const leftOut =
    report.sandbox === 'exclude'
      ? await client.get('/costs', costReport, { ...query, since, until, sandbox: 'include' })
      : report;
  const { calls } = leftOut.total;
  if (calls === 0)
    return 'No calls in this range. Widen it with --since, for example --since 30d or --since all.';
  const them = calls === 1 ? '1 sandbox call is' : `${formatCount(calls)} sandbox calls are`;
  return `No calls of a real provider in this range. ${them} left out; add --sandbox include to count them.`;
}

function columnsFor(report: CostReport, zone: string): Column<CostRow>[] {
  const { interval } = report;
  const money = moneyFormatter(report.rows.map((row) => row.cost));
  const bucket: Column<CostRow>[] =
    interval === undefined
      ? []
      : [
          {
            title: `${interval.toUpperCase()} (${zone})`,
            value: (row) => (row.bucket === undefined ? '' : formatBucket(row.bucket, interval, zone)),
          },
        ];
  return [
    ...bucket,
    ...report.by.map((name) => ({
      title: name.toUpperCase(),
      value: (row: CostRow) => row.group[name] || '(none)',
    })),
    { title: 'CALLS', value: (row) => formatCount(row.calls), align: 'right' },
    { title: 'IN', value: (row) => formatCount(row.input_tokens), align: 'right' },
    { title: 'OUT', value: (row) => formatCount(row.output_tokens), align: 'right' },
    { title: 'ERRORS', value: (row) => formatCount(row.errors), align: 'right' },
    { title: `COST (${report.currency})`, value: (row) => money(row.cost), align: 'right' },
    { title: 'SHARE', value: (row) => formatShare(row.cost, report.total.cost), align: 'right' },
  ];
}

function isNothing(amount: string): boolean {
  return /^-?0(\.0*)?$/.test(amount);
}
