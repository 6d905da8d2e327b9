import { type CoverageReport, coverageReport, INTERVALS } from '@weir/core/contract';
import { Option } from 'commander';
import { defineCommand } from '../../command.ts';
import { formatCount, formatExact, formatInstant } from '../../output/figures.ts';
import type { CliDeps } from '../../ports.ts';
import { TIME_FORMS } from '../../times.ts';

interface Options {
  since?: string;
  until?: string;
  interval?: (typeof INTERVALS)[number];
  sandbox?: 'auto' | 'include' | 'exclude';
}
type Point = CoverageReport['trend'][number];
type Key = CoverageReport['work_list'][number];

export const attributionCoverage = (deps: CliDeps) =>
  defineCommand<Options>(deps, {
    name: 'coverage',
    summary: 'how much of the cost is somebody’s, and what to mend first',
    description:
      'The part of the cost whose calls have all the tags that their environment asks for, its trend, and the keys that cause\n' +
      '80% of the rest, dearest first. Crawl is below 50%, walk below 90%, run from there on.',
    examples: [
      ['weir attribution coverage', 'the last 90 days by week'],
      ['weir attribution coverage --since 30d --interval day', 'a month by day'],
    ],
    define: (command) =>
      command
        .option('--since <time>', `from this time on: ${TIME_FORMS} (default: 90 days ago)`)
        .option('--until <time>', 'up to but without this time (default: now)')
        .addOption(
          new Option('--interval <interval>', 'steps of the trend (default: week)').choices(INTERVALS),
        )
        .addOption(
          new Option('--sandbox <mode>', 'sandbox calls; auto counts them while there are no others').choices(
            ['auto', 'include', 'exclude'],
          ),
        ),
    async run({ out, api, time }, { since, until, interval, sandbox }) {
      const query = {
        since: since === undefined ? undefined : await time(since, '--since'),
        until: until === undefined ? undefined : await time(until, '--until'),
        interval,
        sandbox,
      };
      const report = await (await api()).get('/attribution/coverage', coverageReport, query);
      if (out.json) return out.data(report);
      out.fields([
        ['coverage', report.maturity === null ? '-' : `${percent(report.coverage)} (${report.maturity})`],
        ['cost', `${formatExact(report.cost)} ${report.currency}`],
        ['attributed', `${formatExact(report.attributed_cost)} ${report.currency}`],
        ['range (UTC)', `${formatInstant(report.since)} to ${formatInstant(report.until)}`],
      ]);
      if (report.trend.length > 0) {
        out.table<Point>(
          [
            { title: 'FROM (UTC)', value: (row) => formatInstant(row.bucket) },
            { title: 'COST', value: (row) => formatExact(row.cost), align: 'right' },
            { title: 'COVERAGE', value: (row) => percent(row.coverage), align: 'right' },
          ],
          report.trend,
        );
      }
      if (report.work_list.length === 0) return;
      out.table<Key>(
        [
          { title: 'KEY', value: (row) => row.key || '(none)' },
          { title: 'WORKLOAD', value: (row) => row.workload || '(none)' },
          { title: 'ENVIRONMENT', value: (row) => row.environment || '(none)' },
          { title: 'MISSING', value: (row) => row.missing_tags.join(', ') || '-' },
          { title: 'CALLS', value: (row) => formatCount(row.calls), align: 'right' },
          { title: 'COST', value: (row) => formatExact(row.cost), align: 'right' },
          { title: 'SHARE', value: (row) => percent(row.share), align: 'right' },
          { title: 'SO FAR', value: (row) => percent(row.cumulative_share), align: 'right' },
          { title: 'LAST SEEN (UTC)', value: (row) => formatInstant(row.last_seen_at) },
        ],
        report.work_list,
      );
      out.note('Claim the past with a rule: weir attribution rule create --help');
    },
  });

/** Of a share with 4 decimals. */
function percent(share: string | null): string {
  return share === null ? '-' : `${(Number(share) * 100).toFixed(2)}%`;
}
