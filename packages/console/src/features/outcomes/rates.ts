import type { UnitReport } from '@weir/core/contract';
import type { SeriesSet } from '../../charts/prepare/series.ts';
import { divideMoney } from '../../format/money.ts';

type Trend = UnitReport['trend'];

/** Successes and failures of each day, stacked. */
export function countSeries(trend: Trend, labels: { success: string; failure: string }): SeriesSet {
  const total = (of: (point: Trend[number]) => number) =>
    String(trend.reduce((sum, point) => sum + of(point), 0));
  const failures = (point: Trend[number]) => point.outcomes - point.successes;
  return {
    buckets: trend.map(({ bucket }) => Date.parse(bucket)),
    series: [
      {
        key: 'success',
        label: labels.success,
        values: trend.map(({ successes }) => String(successes)),
        total: total(({ successes }) => successes),
      },
      {
        key: 'failure',
        label: labels.failure,
        values: trend.map((point) => String(failures(point))),
        total: total(failures),
      },
    ],
    total: total(({ outcomes }) => outcomes),
  };
}

/** Share of successes of a day in percent; a day without outcomes is a gap. */
export function rateSeries(trend: Trend, label: string): SeriesSet {
  return {
    buckets: trend.map(({ bucket }) => Date.parse(bucket)),
    series: [{ key: 'rate', label, values: trend.map((point) => rateOf(point) ?? ''), total: '0' }],
    total: '0',
  };
}

/** 0 to 1 with 4 places; undefined without outcomes. */
export const rateOf = (point: Pick<Trend[number], 'successes' | 'outcomes'>) =>
  divideMoney(String(point.successes), point.outcomes, 4);

export const ratesCsv = (trend: Trend): string[][] => [
  ['day', 'outcomes', 'successes', 'success_rate', 'loaded_cost', 'cost_per_successful_outcome'],
  ...trend.map((point) => [
    point.bucket,
    String(point.outcomes),
    String(point.successes),
    rateOf(point) ?? '',
    point.loaded_cost,
    point.cost_per_successful_outcome ?? '',
  ]),
];
