import { WeirError } from '@weir/core/errors';
import { csvFields } from './csv-fields.ts';
import { type RawRecord, splitRecords } from './csv-records.ts';
import { fieldOf, type ImportOptions, type IsUnit } from './fields.ts';

/** A row of the file: values by import field, or why it cannot be read. */
export type Row =
  | {
      line: number;
      /** By field name: `at`, `input_tokens`, `tag.team` ... */
      fields: ReadonlyMap<string, string>;
      /** All of the row, mapped or not: equal text means an identical row. */
      content: string;
    }
  | { line: number; reason: string };

const AZURE_COLUMNS: Readonly<Record<string, string>> = {
  TIMESTAMP: 'at',
  ContextTokens: 'input_tokens',
  GeneratedTokens: 'output_tokens',
};

/** Rows of the file, unreadable ones included. Throws `invalid_argument` when the file is of another kind altogether. */
export function readRows(
  input: AsyncIterable<Uint8Array>,
  options: ImportOptions,
  isUnit: IsUnit,
): AsyncGenerator<Row> {
  const nameField = (column: string) => fieldOf(column, options.map, isUnit);
  if (options.format === 'jsonl') return jsonlRows(input, nameField);
  return csvRows(input, options, nameField);
}

/** The field a column feeds, undefined for none. */
type NameField = (column: string) => string | undefined;

async function* csvRows(
  input: AsyncIterable<Uint8Array>,
  options: ImportOptions,
  nameField: NameField,
): AsyncGenerator<Row> {
  let header: Header | undefined;
  for await (const record of splitRecords(input, { quotes: true })) {
    if (record.bytes.length === 0) continue;
    if (header === undefined) header = headerOf(readHeader(record, options, nameField));
    else yield csvRow(record, header);
  }
  if (header === undefined) throw unreadable('The file is empty', 'The first line must name the columns.');
}

interface Column {
  name: string;
  /** Undefined for a column that is not imported. */
  field: string | undefined;
}

interface Header {
  columns: readonly Column[];
  /** Where the columns stand, by name: the order in which a row's values make its content. */
  byName: readonly { at: number; name: string }[];
}

function headerOf(columns: readonly Column[]): Header {
  const places = columns.map(({ name }, at) => ({ at, name }));
  return { columns, byName: places.sort((a, b) => (a.name < b.name ? -1 : 1)) };
}

function readHeader(record: RawRecord, options: ImportOptions, nameField: NameField): Column[] {
  const names = readNames(record);
  const twice = names.find((name, i) => names.indexOf(name) !== i);
  if (twice !== undefined)
    throw unreadable(`The header names the column "${twice}" twice`, 'Rename one of them.');
  if (options.format === 'azure-trace') {
    const absent = Object.keys(AZURE_COLUMNS).filter((name) => !names.includes(name));
    if (absent.length > 0) {
      throw unreadable(
        `This is not an Azure LLM trace: the column ${absent.join(', ')} is missing`,
        'Use --format csv with --map column=field for other files.',
      );
    }
    return names.map((name) => ({ name, field: AZURE_COLUMNS[name] }));
  }
  const unknown = Object.keys(options.map).find((name) => !names.includes(name));
  if (unknown !== undefined) {
    throw unreadable(
      `--map names the column "${unknown}", which the header does not have`,
      `The columns are ${names.join(', ')}.`,
    );
  }
  const columns = names.map((name) => ({ name, field: nameField(name) }));
  if (!columns.some((column) => column.field === 'at')) {
    throw unreadable(
      'No column says when the calls were made',
      `Name it with --map <column>=at; the columns are ${names.join(', ')}.`,
    );
  }
  return columns;
}

function readNames(record: RawRecord): string[] {
  try {
    if (record.unclosed) throw new Error('a quote is never closed');
    const names = csvFields(decode(record.bytes)).map((name) => name.trim());
    if (names.length === 1 && /[;\t]/.test(names[0] ?? ''))
      throw new Error('fields must be separated by commas');
    return names;
  } catch (cause) {
    throw unreadable(`The header cannot be read: ${textOf(cause)}`, 'The first line must name the columns.');
  }
}

function csvRow(record: RawRecord, { columns, byName }: Header): Row {
  const { line } = record;
  if (record.unclosed) return { line, reason: 'a quote is opened and never closed' };
  try {
    const values = csvFields(decode(record.bytes));
    if (values.length !== columns.length) {
      return { line, reason: `has ${values.length} fields, the header has ${columns.length}` };
    }
    const fields = new Map<string, string>();
    columns.forEach(({ field }, i) => {
      const value = (values[i] ?? '').trim();
      if (field !== undefined && value !== '') fields.set(field, value);
    });
    return { line, fields, content: JSON.stringify(byName.map(({ at, name }) => [name, values[at]])) };
  } catch (cause) {
    return { line, reason: textOf(cause) };
  }
}

async function* jsonlRows(input: AsyncIterable<Uint8Array>, nameField: NameField): AsyncGenerator<Row> {
  for await (const { line, bytes } of splitRecords(input, { quotes: false })) {
    if (bytes.length === 0) continue;
    yield jsonRow(line, bytes, nameField);
  }
}

function jsonRow(line: number, bytes: Buffer, nameField: NameField): Row {
  let value: unknown;
  try {
    value = JSON.parse(decode(bytes));
  } catch (cause) {
    return { line, reason: `not JSON: ${textOf(cause)}` };
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return { line, reason: 'not a JSON object' };
  }
  const pairs = flatten(value as Record<string, unknown>);
  const fields = new Map<string, string>();
  for (const [name, text] of pairs) {
    const field = nameField(name);
    if (field !== undefined && text !== '') fields.set(field, text);
  }
  return { line, fields, content: JSON.stringify(pairs.sort(byFirst)) };
}

/** `{"usage":{"input_tokens":1},"tags":{"team":"a"}}` has the names `input_tokens` and `tag.team`. */
function flatten(value: Readonly<Record<string, unknown>>): [string, string][] {
  return Object.entries(value).flatMap(([name, inner]): [string, string][] => {
    if (inner === null || inner === undefined) return [];
    if (typeof inner !== 'object') return [[name, String(inner)]];
    const prefix = name === 'usage' ? '' : name === 'tags' ? 'tag.' : `${name}.`;
    return Object.entries(inner).flatMap(([key, leaf]): [string, string][] =>
      leaf === null || leaf === undefined
        ? []
        : [[`${prefix}${key}`, typeof leaf === 'object' ? JSON.stringify(leaf) : String(leaf)]],
    );
  });
}

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

function decode(bytes: Buffer): string {
  try {
    return utf8.decode(bytes);
  } catch {
    throw new Error('not valid UTF-8');
  }
}

function byFirst([a]: readonly unknown[], [b]: readonly unknown[]): number {
  return String(a) < String(b) ? -1 : 1;
}

function textOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

function unreadable(text: string, remedy: string): WeirError {
  return new WeirError('invalid_argument', text, { remedy });
}
