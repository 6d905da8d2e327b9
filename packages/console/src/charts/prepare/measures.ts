import type { CostMeasures } from '@weir/core/contract';
import { formatMoney, formatMoneyShort, toPlotNumber } from '../../format/money.ts';
import { formatCount, formatCountShort } from '../../format/number.ts';

export const MEASURES = [
  'cost',
  'calls',
  'input_tokens',
  'output_tokens',
  'cache_read_tokens',
  'errors',
  'list_cost',
  'estimated_cost',
  'unpriced_cost',
] as const satisfies readonly (keyof CostMeasures)[];
export type Measure = (typeof MEASURES)[number];

const MONEY: ReadonlySet<Measure> = new Set(['cost', 'list_cost', 'estimated_cost', 'unpriced_cost']);
export const isMoney = (measure: Measure): boolean => MONEY.has(measure);

/** Value of a measure as decimal string, money and counts alike, so that one exact sum serves both. */
export const measureOf = (row: CostMeasures, measure: Measure): string => String(row[measure]);

export function formatMeasure(value: string, measure: Measure, currency: string): string {
  return isMoney(measure) ? formatMoney(value, currency).text : formatCount(toPlotNumber(value));
}

/** For axes, where the value is a tick and not a figure. */
export function formatTick(value: number, measure: Measure, currency: string): string {
  if (!isMoney(measure)) return formatCountShort(value);
  // a tick is a round number made by the axis: twelve decimals hold it
  return formatMoneyShort(value.toFixed(12), currency)
    .replace(/\.0*(?=\D*$)/, '')
    .replace(/(\.\d*?[1-9])0+(?=\D*$)/, '$1');
}
