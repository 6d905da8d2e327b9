import type { CoverageReport, TagFilter } from '@weir/core/contract';
import { Decimal } from '@weir/core/money';
import { toCsv } from '../../charts/prepare/csv.ts';
import type { SeriesSet } from '../../charts/prepare/series.ts';
import type { Range } from '../scope/range.ts';

export type Work = CoverageReport['work_list'][number];
const DAY_MS = 86_400_000;

/** Few enough points to read a trend from. */
export function intervalOf({ since, until }: Range): 'hour' | 'day' | 'week' | 'month' {
  const days = (until.getTime() - since.getTime()) / DAY_MS;
  if (days <= 2) return 'hour';
  if (days <= 45) return 'day';
  return days <= 400 ? 'week' : 'month';
}

/** Cost that is nobody's. */
export const unattributedOf = ({ cost, attributed_cost: attributed }: CoverageReport): string =>
  Decimal.from(cost).subtract(Decimal.from(attributed)).toString();

/** One line of shares, 0..1; a bucket without cost has no value. */
export function coverageSeries({ trend, coverage }: CoverageReport, label: string): SeriesSet {
  return {
    buckets: trend.map(({ bucket }) => Date.parse(bucket)),
    series: [
      { key: 'coverage', label, values: trend.map((one) => one.coverage ?? ''), total: coverage ?? '' },
    ],
    total: coverage ?? '',
  };
}

/** In the names of the API, every decimal kept. */
export function trendCsv({ trend, currency }: CoverageReport): string {
  const header = ['bucket', 'cost', 'attributed_cost', 'coverage', 'currency'];
  return toCsv([
    header,
    ...trend.map((one) => [one.bucket, one.cost, one.attributed_cost, one.coverage ?? '', currency]),
  ]);
}

export function workCsv({ work_list: work, currency }: CoverageReport): string {
  const header = [
    ...['key', 'workload', 'environment', 'missing_tags', 'calls', 'cost', 'currency'],
    ...['share', 'cumulative_share', 'last_seen_at'],
  ];
  return toCsv([
    header,
    ...work.map((one) => [
      ...[one.key, one.workload, one.environment, one.missing_tags.join(' ')],
      ...[String(one.calls), one.cost, currency, one.share, one.cumulative_share, one.last_seen_at],
    ]),
  ]);
}

/** The calls behind an entry, as rules and filters say it: of that key, workload and environment, and not attributed. */
export function whenOf({ key, workload, environment }: Work): TagFilter {
  return { key: [key], workload: [workload], environment: [environment], attribution: ['quarantined'] };
}

export const termsOf = (when: TagFilter): string[] =>
  Object.entries(when).flatMap(([name, values]) => values.map((value) => `${name}=${value}`));

/** A slug for the rule that claims an entry. */
export function ruleIdOf({ key, environment }: Work, taken: readonly string[]): string {
  const base = `claim-${key === '' ? environment : key}`
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-+|-+$/g, '')
    .slice(0, 40);
  if (!taken.includes(base)) return base;
  let count = 2;
  while (taken.includes(`${base}-${count}`)) count += 1;
  return `${base}-${count}`;
}
