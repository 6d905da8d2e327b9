import { type CachingReport, cachingReport } from '@weir/core/contract';
import { Option } from 'commander';
import { defineCommand } from '../../command.ts';
import { formatCount, formatExact, formatInstant, moneyFormatter } from '../../output/figures.ts';
import type { CliDeps } from '../../ports.ts';
import { addRangeOptions, type RangeOptions, rangeQuery } from '../../ranges.ts';

type Row = CachingReport['rows'][number];
interface Options extends RangeOptions {
  sandbox?: 'auto' | 'include' | 'exclude';
}

const DEFAULT_SINCE = 'month';

export const cacheReport = (deps: CliDeps) =>
  defineCommand<Options>(deps, {
    name: 'report',
    summary: 'what caching saved, by workload',
    description:
      'What two caches saved. Answers: Weir repeats an answer it has given before; avoided is what the provider had\n' +
      'charged for it. Prompts: the provider reads the beginning of a prompt from its cache; saving is net, the dearer\n' +
      'writes taken off, and negative where they cost more than the reads brought in.',
    examples: [
      ['weir cache report', 'this month'],
      ['weir cache report --since 7d --filter environment=production', 'a week of production'],
      ['weir workload change support-bot --cache-ttl 1h --prompt-cache', 'switch both on for a workload'],
    ],
    define: (command) =>
      addRangeOptions(command, DEFAULT_SINCE).addOption(
        new Option('--sandbox <mode>', 'sandbox calls; auto counts them while there are no others').choices([
          'auto',
          'include',
          'exclude',
        ]),
      ),
    async run(context, options) {
      const { out } = context;
      const range = await rangeQuery(context, options, DEFAULT_SINCE);
      const query = { ...range, sandbox: options.sandbox };
      const report = await (await context.api()).get('/caching', cachingReport, query);
      if (out.json) return out.data(report);
      out.note(`${formatInstant(report.since)} to ${formatInstant(report.until)} UTC`);
      if (report.rows.length === 0) return out.note('No calls in this range. Widen it with --since.');
      const money = moneyFormatter(
        report.rows.flatMap(({ exact, prompt }) => [exact.avoided_cost, prompt.saving]),
      );
      out.table<Row>(
        [
          { title: 'WORKLOAD', value: (row) => row.workload || '(none)' },
          { title: 'CALLS', value: (row) => formatCount(row.calls), align: 'right' },
          { title: 'ANSWERS', value: (row) => (row.exact_enabled ? 'on' : 'off') },
          { title: 'HITS', value: (row) => formatCount(row.exact.hits), align: 'right' },
          { title: 'HIT SHARE', value: (row) => percent(row.exact.hit_share), align: 'right' },
          {
            title: `AVOIDED (${report.currency})`,
            value: (row) => money(row.exact.avoided_cost),
            align: 'right',
          },
          { title: 'PROMPTS', value: (row) => (row.prompt_enabled ? 'on' : 'off') },
          { title: 'HIT SHARE', value: (row) => percent(row.prompt.hit_share), align: 'right' },
          { title: `SAVING (${report.currency})`, value: (row) => money(row.prompt.saving), align: 'right' },
        ],
        report.rows,
      );
      out.line();
      const { exact, prompt } = report.total;
      out.fields([
        [
          'avoided',
          `${formatExact(exact.avoided_cost)} ${report.currency} by ${formatCount(exact.hits)} hits`,
        ],
        ['prompt caching', `${formatExact(prompt.saving)} ${report.currency} net`],
      ]);
    },
  });

/** "0.1234" -> "12.3%". */
function percent(share: string | null): string {
  return share === null ? '-' : `${(Number(share) * 100).toFixed(1)}%`;
}
