import type { BudgetLift, BudgetStatus, BudgetView, BurnDown } from '@weir/core/contract';
import { toCsv } from '../../charts/prepare/csv.ts';
import { REST, type SeriesSet } from '../../charts/prepare/series.ts';
import { divideMoney, toPlotNumber } from '../../format/money.ts';
import { type BudgetsSearch, LEVELS } from './search.ts';

const rank = ({ status }: BudgetView): number => (status === undefined ? -1 : LEVELS.indexOf(status.level));

/** Worse budgets are larger: by level, then by what is used of them. */
export const compareTrouble = (a: BudgetView, b: BudgetView): number =>
  rank(a) - rank(b) ||
  (a.status?.used_percent ?? -1) - (b.status?.used_percent ?? -1) ||
  b.id.localeCompare(a.id);

/** Budgets that have the level and every word in name, id or scope; the worst first. */
export function matching(
  budgets: readonly BudgetView[],
  { level, search = '' }: BudgetsSearch,
): BudgetView[] {
  const words = search.toLowerCase().split(/\s+/).filter(Boolean);
  const hay = ({ id, name, scope }: BudgetView) =>
    [id, name, ...Object.entries(scope).flat()].join(' ').toLowerCase();
  return budgets
    .filter((one) => level === undefined || one.status?.level === level)
    .filter((one) => words.every((word) => hay(one).includes(word)))
    .sort((a, b) => compareTrouble(b, a));
}

/** Lengths of the three parts of a meter, each 0..1 of the limit, never more than full together. For drawing only. */
export function meterParts({ limit, settled, reserved, leased }: BudgetStatus): [number, number, number] {
  const part = (amount: string) => toPlotNumber(divideMoney(amount, limit, 6) ?? '1');
  let free = 1;
  const take = (share: number) => {
    const taken = Math.max(0, Math.min(free, share));
    free -= taken;
    return taken;
  };
  if (toPlotNumber(limit) <= 0) return [1, 0, 0];
  return [take(part(settled)), take(part(reserved)), take(part(leased))];
}

/** The limit in force, in the organization's currency; undefined while nobody knows it. */
const limitOf = ({ budget }: BurnDown): string | undefined => budget.status?.limit;

export interface BurnDownNames {
  settled: string;
  projection: string;
  limit: string;
}

/** An empty text is no value: the projection begins where what is settled ends. */
const NO_VALUE = '';

/**
 * Settled spend, its projection and the limit over time. Begins with 0 at the start of the period, unless it began before
 * what is shown.
 */
export function prepareBurnDown(report: BurnDown, names: BurnDownNames): SeriesSet {
  const { points, projection, budget } = report;
  const settled = new Map(points.map((point) => [Date.parse(point.at), point.settled]));
  const projected = new Map(projection.map((point) => [Date.parse(point.at), point.settled]));
  const starts = budget.status?.starts_at;
  const first = points[0];
  if (starts !== undefined && first !== undefined && budget.period !== 'total' && starts < first.at) {
    settled.set(Date.parse(starts), '0');
  }
  const buckets = [...new Set([...settled.keys(), ...projected.keys()])].sort((a, b) => a - b);
  const limit = limitOf(report);
  const total = points.at(-1)?.settled ?? '0';
  const at = (of: Map<number, string>) => buckets.map((bucket) => of.get(bucket) ?? NO_VALUE);
  return {
    buckets,
    total,
    series: [
      { key: 'settled', label: names.settled, values: at(settled), total },
      ...(projection.length === 0
        ? []
        : [
            {
              key: 'projection',
              label: names.projection,
              values: at(projected),
              total: projection.at(-1)?.settled ?? '0',
            },
          ]),
      ...(limit === undefined
        ? []
        : [{ key: REST, label: names.limit, values: buckets.map(() => limit), total: limit }]),
    ],
  };
}

export interface BurnDownRow {
  at: string;
  settled: string | undefined;
  projected: string | undefined;
}

/** The same as a table: a row per instant, those of the projection last. */
export function burnDownRows({ points, projection }: BurnDown): BurnDownRow[] {
  const newest = points.at(-1)?.at;
  return [
    ...points.map(({ at, settled }) => ({ at, settled, projected: undefined })),
    ...projection
      .filter(({ at }) => at !== newest)
      .map(({ at, settled }) => ({ at, settled: undefined, projected: settled })),
  ];
}

/** The same as CSV, every decimal kept. */
export function burnDownCsv(report: BurnDown, currency: string): string {
  const limit = limitOf(report) ?? '';
  return toCsv([
    ['at', 'settled', 'projected', 'limit', 'currency'],
    ...burnDownRows(report).map(({ at, settled = '', projected = '' }) => [
      at,
      settled,
      projected,
      limit,
      currency,
    ]),
  ]);
}

export type LiftState = 'active' | 'ended' | 'over';

export function liftState({ ended_at: ended, until }: BudgetLift, now: number): LiftState {
  if (ended !== undefined) return 'ended';
  return Date.parse(until) > now ? 'active' : 'over';
}
