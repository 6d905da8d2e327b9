/** Fields of an outcome that a column of a file may be. */
export const IMPORT_FIELDS = [
  'id',
  'outcome',
  'at',
  'success',
  'workload',
  'task',
  'call',
  'customer',
  'user',
  'prompt_version',
  'value',
  'currency',
  'confidence',
  'class',
  'retracted',
] as const;

export const LEFT_OUT = '-';

export interface CsvShape {
  columns: string[];
  rows: number;
}

/** Names of the columns and the number of rows. The server reads the file; this is for choosing fields only. */
export function shapeOf(csv: string): CsvShape {
  const lines = csv.split(/\r?\n/).filter((line) => line.trim() !== '');
  const columns = (lines[0] ?? '').split(',').map((cell) => cell.trim().replace(/^"(.*)"$/, '$1'));
  return { columns: columns.filter((cell) => cell !== ''), rows: Math.max(0, lines.length - 1) };
}

/** The field a column is by its name: `Customer` is `customer`; left out when it is none. */
export function fieldOf(column: string): string {
  const name = column.toLowerCase().replaceAll(/[\s-]+/g, '_');
  if (name.startsWith('attributes.')) return column;
  return IMPORT_FIELDS.find((field) => field === name) ?? LEFT_OUT;
}

/** `map` of the request: only what is not by the name of the column already. */
export const mapOf = (columns: readonly string[], chosen: Readonly<Record<string, string>>): string[] =>
  columns
    .map((column) => [column, chosen[column] ?? fieldOf(column)] as const)
    .filter(([column, field]) => column !== field)
    .map(([column, field]) => `${column}=${field}`);
