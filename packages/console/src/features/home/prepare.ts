import type { CallSummary, GateSummary, UnitReport, ViabilityMap, Workload } from '@weir/core/contract';
import { Decimal } from '@weir/core/money';
import type { SeriesSet } from '../../charts/prepare/series.ts';
import { sumMoney } from '../../format/money.ts';

/** The calls that cost most, dearest first; entries of the books are no calls. */
export function dearest(calls: readonly CallSummary[], most: number): CallSummary[] {
  return calls
    .filter(({ entry, cost }) => entry === undefined && cost !== '0')
    .sort((a, b) => Decimal.from(b.cost).compare(Decimal.from(a.cost)))
    .slice(0, most);
}

type Row = ViabilityMap['workloads'][number];
export type VerdictCounts = Record<Row['verdict'], number>;

export interface PortfolioTotals {
  api: string;
  loaded: string;
  outcomes: number;
  successes: number;
  /** Of workloads whose value is measurable; undefined when there is none. */
  value: string | undefined;
  /** Their value less their loaded cost. */
  margin: string | undefined;
  verdicts: VerdictCounts;
}

/** What all workloads come to. Value of other classes is never added to measurable value. */
export function totalsOf(rows: readonly Row[]): PortfolioTotals {
  const measurable = rows.filter(({ value, value_class: kind }) => value !== null && kind === 'measurable');
  const value = measurable.length === 0 ? undefined : sumMoney(measurable.map((row) => row.value ?? '0'));
  const cost = Decimal.from(sumMoney(measurable.map(({ loaded_cost: loaded }) => loaded)));
  const verdicts: VerdictCounts = { scale: 0, improve: 0, stop: 0, not_enough_evidence: 0 };
  for (const { verdict } of rows) verdicts[verdict] += 1;
  return {
    api: sumMoney(rows.map((row) => row.api_cost)),
    loaded: sumMoney(rows.map(({ loaded_cost: loaded }) => loaded)),
    outcomes: rows.reduce((sum, row) => sum + row.outcomes, 0),
    successes: rows.reduce((sum, row) => sum + row.successes, 0),
    value,
    margin: value === undefined ? undefined : Decimal.from(value).subtract(cost).toString(),
    verdicts,
  };
}

/** Workloads somebody should have looked at by now, the longest overdue first. `today` as `2026-11-22`. */
export const overdueReviews = (workloads: readonly Workload[], today: string) =>
  workloads
    .flatMap(({ id, name, review_date: date, stage }) =>
      date !== undefined && date < today && stage !== 'retired' ? [{ id, name, date }] : [],
    )
    .sort((a, b) => a.date.localeCompare(b.date));

/** Gates that keep production traffic waiting or warned. */
export const openGates = (gates: readonly GateSummary[]) =>
  gates
    .filter(({ state, traffic }) => state === 'open' && traffic !== 'allowed')
    .map(({ workload, met, of }) => ({ workload, missing: of - met }))
    .sort((a, b) => b.missing - a.missing);

const LENGTHS_MS = { day: 86_400_000, week: 7 * 86_400_000, month: 28 * 86_400_000 } as const;

/**
 * Cost of one success over time; an interval without successes is a gap, not 0. The running interval is left out: its shared costs are
 * booked at night.
 */
export function outcomeTrend(
  { trend, interval, until }: Pick<UnitReport, 'trend' | 'interval' | 'until'>,
  label: string,
): SeriesSet | undefined {
  const over = trend.filter(({ bucket }) => Date.parse(bucket) + LENGTHS_MS[interval] <= Date.parse(until));
  const values = over.map((point) => point.cost_per_successful_outcome ?? '');
  if (values.filter((value) => value !== '').length < 2) return undefined;
  return {
    buckets: over.map(({ bucket }) => Date.parse(bucket)),
    series: [{ key: 'cost_per_successful_outcome', label, values, total: '0' }],
    total: '0',
  };
}
