import type { Model, ModelDetail } from '@weir/core/contract';
import { toCsv } from '../../charts/prepare/csv.ts';
import type { Series, SeriesSet } from '../../charts/prepare/series.ts';
import { unitLabel } from '../calls/prepare.ts';

export type Rate = Model['rates'][number];
export type PriceStep = ModelDetail['history'][number];

const MILLION = 1_000_000;
/** An axis needs a beginning for the price that nobody knows the first day of. */
const LEAD_SHARE = 0.15;
const SHORTEST_LEAD_MS = 30 * 86_400_000;

export const rateOf = (rates: readonly Rate[], unit: string): Rate | undefined =>
  rates.find((rate) => rate.unit === unit);

/** Units of all steps in the order the price list names them. */
export function unitsOf(history: readonly PriceStep[]): { unit: string; per: number }[] {
  const units = new Map<string, number>();
  for (const { rates } of history) {
    for (const { unit, per } of rates) if (!units.has(unit)) units.set(unit, per);
  }
  return [...units].map(([unit, per]) => ({ unit, per }));
}

/** Steps of one unit's list price over time: `values[i]` holds from `buckets[i]` on. The last bucket is now. */
export interface PriceSeries {
  set: SeriesSet;
  /** The first bucket stands for "before that": nobody knows when the price began. */
  isOpen: boolean;
  /** Prices that hold only at certain hours were left out. */
  hasWindows: boolean;
}

/**
 * List prices per million tokens as steps. Undefined when there are fewer than two prices, which is nothing to draw.
 * What holds only at some hours of the day is left to the table.
 */
export function priceSeries({ history, at }: ModelDetail): PriceSeries | undefined {
  const steps = history.filter(({ time_of_day }) => time_of_day === undefined);
  if (steps.length < 2) return undefined;
  const now = Date.parse(at);
  const dated = steps.flatMap(({ from }) => (from === undefined ? [] : [Date.parse(from)]));
  const first = Math.min(...dated);
  const lead = Math.max((now - first) * LEAD_SHARE, SHORTEST_LEAD_MS);
  const starts = steps.map(({ from }) => (from === undefined ? first - lead : Date.parse(from)));
  const end = Math.max(now, ...starts);
  const series = unitsOf(steps)
    .filter(({ per }) => per === MILLION)
    .map(({ unit }): Series => {
      const values = steps.map(({ rates }) => rateOf(rates, unit)?.list ?? '0');
      const last = values.at(-1) ?? '0';
      return { key: unit, label: unitLabel(unit), values: [...values, last], total: last };
    });
  if (series.length === 0) return undefined;
  return {
    set: { buckets: [...starts, end], series, total: '0' },
    isOpen: steps[0]?.from === undefined,
    hasWindows: steps.length < history.length,
  };
}

/** One row per price, unit and step, every decimal kept. */
export function historyCsv({ provider, model, currency, history }: ModelDetail): string {
  const header = [
    'provider',
    'model',
    'from',
    'daily_from',
    'daily_until',
    'unit',
    'per',
    'above_input_tokens',
  ];
  const rows = history.flatMap(({ from = '', time_of_day, rates }) =>
    rates.flatMap(({ unit, per, list, tiers = [] }) => {
      const fixed = [
        provider,
        model,
        from,
        time_of_day?.start ?? '',
        time_of_day?.end ?? '',
        unit,
        String(per),
      ];
      return [
        [...fixed, '0', list, currency],
        ...tiers.map((tier) => [...fixed, String(tier.start), tier.list, currency]),
      ];
    }),
  );
  return toCsv([[...header, 'list_price', 'currency'], ...rows]);
}

/** `00:30:00Z` -> `00:30` */
export const clockOf = (time: string): string => time.slice(0, 5);
