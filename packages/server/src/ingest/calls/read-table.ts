import { csvFields } from './csv-fields.ts';
import { splitRecords } from './csv-records.ts';

/** A row by column, or why it cannot be read. `line` counts lines of the file from 1, which is the header. */
export type TableRow = { line: number; cells: Map<string, string> } | { line: number; reason: string };

export interface Table {
  /** As the header has them: lower case, blanks and hyphens as `_`. Empty for an empty file. */
  columns: string[];
  rows: TableRow[];
}

const SEPARATORS = [',', ';', '\t'];

/**
 * A small CSV file as a whole: RFC 4180 with or without byte order mark, LF or CRLF, quoted cells with line ends in them; commas,
 * semicolons or tabs, whichever the header has most of. Blanks around cells and empty lines are left out.
 */
export async function readTable(content: Uint8Array): Promise<Table> {
  const separator = separatorOf(content);
  let columns: string[] | undefined;
  const rows: TableRow[] = [];
  for await (const record of splitRecords(once(content), { quotes: true, separator })) {
    const { line } = record;
    try {
      if (record.unclosed === true) throw new Error('a quote is opened and never closed');
      const text = textOf(record.bytes);
      if (text.trim() === '') continue;
      const fields = csvFields(text, separator).map((field) => field.trim());
      if (columns === undefined) columns = fields.map(columnName);
      else if (fields.some((field) => field !== '')) rows.push({ line, cells: cellsOf(fields, columns) });
    } catch (error) {
      if (columns === undefined) throw error;
      rows.push({ line, reason: error instanceof Error ? error.message : String(error) });
    }
  }
  return { columns: columns ?? [], rows };
}

function cellsOf(fields: readonly string[], columns: readonly string[]): Map<string, string> {
  if (fields.length !== columns.length)
    throw new Error(`it has ${fields.length} cells where the header has ${columns.length}`);
  return new Map(columns.map((column, at) => [column, fields[at] ?? '']));
}

/** `Cost Center` and `cost-center` are `cost_center`. */
function columnName(text: string): string {
  return text.toLowerCase().replaceAll(/[\s-]+/g, '_');
}

function separatorOf(content: Uint8Array): string {
  const header =
    Buffer.from(content.subarray(0, 4_096))
      .toString('latin1')
      .split(/[\r\n]/)[0] ?? '';
  const count = (separator: string) => header.split(separator).length;
  return SEPARATORS.reduce((best, one) => (count(one) > count(best) ? one : best));
}

function textOf(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new Error('it is not UTF-8: save the file as CSV in UTF-8');
  }
}

async function* once(content: Uint8Array): AsyncGenerator<Uint8Array> {
  yield content;
}
