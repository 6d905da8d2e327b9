import type { CostReport, CostRow } from '@weir/core/contract';
import { Decimal } from '@weir/core/money';
import { type Measure, measureOf } from '../../charts/prepare/measures.ts';

/** Compares two rows by an exact measure. */
export const byMeasure = (measure: Measure) => (a: CostRow, b: CostRow) =>
  Decimal.from(measureOf(a, measure)).compare(Decimal.from(measureOf(b, measure)));

export const byDimension = (dimension: string) => (a: CostRow, b: CostRow) =>
  (a.group[dimension] ?? '').localeCompare(b.group[dimension] ?? '');

/** Rows in the order the table shows them, so that the CSV reads the same. */
export function sortedRows(
  report: CostReport,
  sort: { id: string; desc: boolean },
  measures: readonly Measure[],
): CostRow[] {
  const measure = measures.find((one) => one === sort.id);
  const compare = measure === undefined ? byDimension(sort.id) : byMeasure(measure);
  const direction = sort.desc ? -1 : 1;
  return [...report.rows].sort((a, b) => direction * compare(a, b));
}

/** The filter that picks a row's calls. Not for folded rows, which stand for many groups. */
export function groupTerms(row: CostRow, by: readonly string[]): { dimension: string; value: string }[] {
  return by.map((dimension) => ({ dimension, value: row.group[dimension] ?? '' }));
}
