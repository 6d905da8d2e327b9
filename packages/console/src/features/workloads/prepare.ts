import type { GateSummary, UnitFigure, UnitReport, ViabilityMap, Workload } from '@weir/core/contract';
import { Decimal } from '@weir/core/money';
import type { SeriesSet } from '../../charts/prepare/series.ts';
import { divideMoney, toPlotNumber } from '../../format/money.ts';
import { shareOf } from '../../format/number.ts';
import type { WorkloadsSearch } from './search.ts';

export type Worth = ViabilityMap['workloads'][number];

/** A workload with what is told of it elsewhere; absent: not (yet) known. */
export interface WorkloadRow {
  workload: Workload;
  worth?: Worth;
  gate?: GateSummary;
}

export function rowsOf(
  workloads: readonly Workload[],
  worth: readonly Worth[],
  gates: readonly GateSummary[],
): WorkloadRow[] {
  const worths = new Map(worth.map((one) => [one.workload, one]));
  const summaries = new Map(gates.map((one) => [one.workload, one]));
  return workloads.map((workload) => {
    const [value, gate] = [worths.get(workload.id), summaries.get(workload.id)];
    return {
      workload,
      ...(value === undefined ? {} : { worth: value }),
      ...(gate === undefined ? {} : { gate }),
    };
  });
}

/** Those that fit: words are looked for in what names a workload and its people. */
export function fitting(
  rows: readonly WorkloadRow[],
  { search = '', stage, verdict }: Pick<WorkloadsSearch, 'search' | 'stage' | 'verdict'>,
): WorkloadRow[] {
  const words = search
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '');
  return rows.filter(({ workload, worth }) => {
    if (stage !== undefined && workload.stage !== stage) return false;
    if (verdict !== undefined && worth?.verdict !== verdict) return false;
    const { id, name, owner, technical_owner: runs, team, application, use_case: use } = workload;
    const all = [id, name, owner, runs, team, application, use].join(' ').toLowerCase();
    return words.every((word) => all.includes(word));
  });
}

/** Loaded cost as a multiple of what providers bill: `3.27`; undefined when that is nothing. */
export const loadRatio = (loaded: string, api: string): string | undefined => divideMoney(loaded, api, 2);

/** Unknown comes last in both directions when the largest comes first. */
export function compareKnown(a: string | null | undefined, b: string | null | undefined): number {
  if (a === null || a === undefined) return b === null || b === undefined ? 0 : -1;
  if (b === null || b === undefined) return 1;
  return Decimal.from(a).compare(Decimal.from(b));
}

/** What a trend can show. */
export const TREND_MEASURES = [
  'cost_per_successful_outcome',
  'cost_per_outcome',
  'cost_per_call',
  'loaded_cost',
  'api_cost',
  'value',
  'outcomes',
  'successes',
  'calls',
  'tasks',
  'users',
] as const;
export type TrendMeasure = (typeof TREND_MEASURES)[number];
const COUNTS: ReadonlySet<TrendMeasure> = new Set(['outcomes', 'successes', 'calls', 'tasks', 'users']);
export const isCount = (measure: TrendMeasure): boolean => COUNTS.has(measure);
/** Of one thing, so that intervals do not add up. */
export const isEach = (measure: TrendMeasure): boolean => measure.startsWith('cost_per_');

type Trend = UnitReport['trend'];
const DAY_MS = 86_400_000;

/** Rests on costs that are booked by the day, each night. */
const NIGHTLY: ReadonlySet<TrendMeasure> = new Set([
  'cost_per_successful_outcome',
  'cost_per_outcome',
  'loaded_cost',
]);

/**
 * What can be drawn of a measure: not the day that runs, where other costs than those of providers are still missing and
 * everything would seem cheap.
 */
export function drawable(
  report: Pick<UnitReport, 'trend' | 'interval'>,
  measure: TrendMeasure,
  now: number,
): Trend {
  if (report.interval !== 'day' || !NIGHTLY.has(measure)) return report.trend;
  return report.trend.filter(({ bucket }) => Date.parse(bucket) + DAY_MS <= now);
}

/** One measure over time; what cannot be told is a gap, not 0. */
export function trendSet(trend: Trend, measure: TrendMeasure, label: string): SeriesSet {
  const values = trend.map((point) => String(point[measure] ?? ''));
  return {
    buckets: trend.map(({ bucket }) => Date.parse(bucket)),
    series: [{ key: measure, label, values, total: '0' }],
    total: '0',
  };
}

/** What providers bill and what comes on top, stacked. */
export function stackSet(trend: Trend, labels: { api: string; other: string }): SeriesSet {
  const other = trend.map((point) =>
    Decimal.from(point.loaded_cost).subtract(Decimal.from(point.api_cost)).toString(),
  );
  const sum = (values: readonly string[]) =>
    values.reduce((total, value) => total.add(Decimal.from(value)), Decimal.ZERO).toString();
  const api = trend.map((point) => point.api_cost);
  return {
    buckets: trend.map(({ bucket }) => Date.parse(bucket)),
    series: [
      { key: 'api', label: labels.api, values: api, total: sum(api) },
      { key: 'other', label: labels.other, values: other, total: sum(other) },
    ],
    total: sum([...api, ...other]),
  };
}

const API: ReadonlySet<string> = new Set(['model_usage', 'tools', 'commitment', 'tax', 'credit']);

export interface StackRow {
  category: string;
  isApi: boolean;
  amount: string;
  /** Of loaded cost; undefined when that is 0. */
  share: string | undefined;
}

/** The cost stack, dearest first. */
export function stackRows({
  cost_stack: stack,
  figures,
}: Pick<UnitReport, 'cost_stack' | 'figures'>): StackRow[] {
  const total = figures.loaded_cost?.value ?? '0';
  return Object.entries(stack)
    .map(([category, amount]) => ({
      category,
      isApi: API.has(category),
      amount,
      share: shareOf(amount, total),
    }))
    .sort((a, b) => Decimal.from(b.amount).compare(Decimal.from(a.amount)));
}

/** Change in percent of what was before: `-0.3346`; undefined from 0. */
export function relativeChange({ from, to }: { from: string; to: string }): string | undefined {
  return shareOf(Decimal.from(to).subtract(Decimal.from(from)).toString(), from);
}

/** Nothing ran, nothing came of it, nothing was spent: there is nothing to tell yet. */
export const isUntouched = ({ figures, outcomes, trend }: UnitReport): boolean =>
  outcomes.length === 0 &&
  trend.every(({ calls }) => calls === 0) &&
  !/[1-9]/.test(figures.loaded_cost?.value ?? '0');

/** Figures of one call, user, task or outcome, in the order they are told. */
export const UNIT_FIGURES_SHOWN = [
  'cost_per_million_tokens',
  'cost_per_call',
  'cost_per_user',
  'cost_per_task',
  'cost_per_outcome',
  'cost_per_successful_outcome',
  'success_rate',
  'value_per_outcome',
  'margin_per_outcome',
  'saving_per_outcome',
] as const satisfies readonly UnitFigure[];

export interface ChangeRow {
  cause: string;
  amount: string;
  /** -100 to 100, for drawing: its length against the greatest part. */
  length: number;
}

/** Parts of a change, greatest first as told, with lengths to draw. */
export function changeRows({ parts }: NonNullable<UnitReport['change']>): ChangeRow[] {
  const greatest = Math.max(...parts.map(({ amount }) => Math.abs(toPlotNumber(amount))), 0);
  return parts.map(({ cause, amount }) => ({
    cause,
    amount,
    length: greatest === 0 ? 0 : (toPlotNumber(amount) / greatest) * 100,
  }));
}
