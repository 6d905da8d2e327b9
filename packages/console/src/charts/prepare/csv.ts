import type { CostMeasures, CostReport } from '@weir/core/contract';

const FORMULA = /^[=+\-@\t\r]/;
const NUMBER = /^-?\d+(\.\d+)?$/;

/** One CSV cell (RFC 4180). Text that a spreadsheet would run as a formula is preceded by an apostrophe. */
export function csvCell(value: string): string {
  const safe = FORMULA.test(value) && !NUMBER.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

export function toCsv(rows: readonly (readonly string[])[]): string {
  return rows.map((row) => `${row.map(csvCell).join(',')}\r\n`).join('');
}

const COLUMNS = [
  'calls',
  'cost',
  'list_cost',
  'estimated_cost',
  'unpriced_cost',
  'attributed_cost',
  'input_tokens',
  'output_tokens',
  'cache_read_tokens',
  'errors',
] as const satisfies readonly (keyof CostMeasures)[];

/** A cost report as CSV, every decimal kept, in the names of the API. */
export function costsCsv(report: CostReport): string {
  const hasBuckets = report.rows.some((row) => row.bucket !== undefined);
  const header = [...(hasBuckets ? ['bucket'] : []), ...report.by, ...COLUMNS, 'currency'];
  const body = report.rows.map((row) => [
    ...(hasBuckets ? [row.bucket ?? ''] : []),
    ...report.by.map((dimension) => row.group[dimension] ?? ''),
    ...COLUMNS.map((column) => String(row[column])),
    report.currency,
  ]);
  return toCsv([header, ...body]);
}
