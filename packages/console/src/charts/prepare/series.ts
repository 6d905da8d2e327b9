import type { CostReport, CostRow } from '@weir/core/contract';
import { Decimal } from '@weir/core/money';
import { bucketStarts } from './buckets.ts';
import { type Measure, measureOf } from './measures.ts';

export interface Series {
  /** Identifies the group; `REST` for what was folded together. */
  key: string;
  label: string;
  /** One exact decimal string per bucket. */
  values: string[];
  total: string;
}

export interface SeriesSet {
  /** Epoch milliseconds of the bucket starts, ascending, without gaps. */
  buckets: number[];
  /** Largest total first; the rest, if any, last. */
  series: Series[];
  total: string;
}

export const REST = '\u0000rest';
const SEPARATOR = '\u0001';

/** As many series as there are colours. */
export const MOST_SERIES = 8;

export const groupKey = (row: CostRow, by: readonly string[]): string =>
  by.map((dimension) => row.group[dimension] ?? '').join(SEPARATOR);

export interface SeriesTexts {
  none: string;
  rest: string;
}

function labelOf(key: string, texts: SeriesTexts): string {
  return key
    .split(SEPARATOR)
    .map((value) => (value === '' ? texts.none : value))
    .join(' · ');
}

const sum = (values: Iterable<Decimal>): Decimal => {
  let total = Decimal.ZERO;
  for (const value of values) total = total.add(value);
  return total;
};

/**
 * Turns the rows of an interval report into stacked series: one per group, the largest first, all further groups
 * folded into one. Sums are exact; the total equals the sum of everything shown.
 */
export function prepareSeries(
  report: CostReport,
  measure: Measure,
  zone: string,
  texts: SeriesTexts,
  most = MOST_SERIES,
): SeriesSet {
  const rows = report.rows.filter((row) => row.bucket !== undefined);
  const buckets = bucketStarts(
    report,
    report.interval ?? 'day',
    zone,
    rows.map((row) => row.bucket ?? ''),
  );
  const groups = new Map<string, Map<number, Decimal>>();
  for (const row of rows) {
    const key = row.folded === true ? REST : groupKey(row, report.by);
    const cells = groups.get(key) ?? new Map<number, Decimal>();
    const at = Date.parse(row.bucket ?? '');
    cells.set(at, (cells.get(at) ?? Decimal.ZERO).add(Decimal.from(measureOf(row, measure))));
    groups.set(key, cells);
  }
  const ranked = [...groups]
    .map(([key, cells]) => ({ key, cells, total: sum(cells.values()) }))
    .sort((a, b) => b.total.compare(a.total) || a.key.localeCompare(b.key));
  const single = ranked.filter(({ key }) => key !== REST);
  const shown = single.slice(0, ranked.length > most ? most - 1 : most);
  const folded = ranked.filter((group) => !shown.includes(group));
  const series: Series[] = shown.map(({ key, cells, total }) => ({
    key,
    label: labelOf(key, texts),
    values: buckets.map((at) => (cells.get(at) ?? Decimal.ZERO).toString()),
    total: total.toString(),
  }));
  if (folded.length > 0) {
    series.push({
      key: REST,
      label: texts.rest,
      values: buckets.map((at) => sum(folded.map(({ cells }) => cells.get(at) ?? Decimal.ZERO)).toString()),
      total: sum(folded.map(({ total }) => total)).toString(),
    });
  }
  return { buckets, series, total: sum(ranked.map(({ total }) => total)).toString() };
}

/** Colour slot of each group (0-based), for tables that repeat the chart's colours; REST groups have none. */
export function colourSlots({ series }: SeriesSet): Map<string, number> {
  return new Map(series.filter(({ key }) => key !== REST).map(({ key }, slot) => [key, slot]));
}

/** The dimension values that a series key stands for. */
export function seriesTerms(key: string, by: readonly string[]): { dimension: string; value: string }[] {
  const values = key.split(SEPARATOR);
  return by.map((dimension, position) => ({ dimension, value: values[position] ?? '' }));
}
