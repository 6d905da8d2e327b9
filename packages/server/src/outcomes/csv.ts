import { WeirError } from '@weir/core/errors';
import { csvFields } from '../ingest/calls/csv-fields.ts';
import { splitRecords } from '../ingest/calls/csv-records.ts';

const FIELDS: ReadonlySet<string> = new Set([
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
]);
const ATTRIBUTE = 'attributes.';
/** What a column is mapped to that is not to be read. */
const LEFT_OUT = '-';

export interface CsvOptions {
  /** Field by column. */
  map: Readonly<Record<string, string>>;
  /** For rows that do not say so. */
  workload?: string;
  outcome?: string;
}

/** A row as an outcome to be told, or why it cannot be read. */
export type CsvRow = { line: number; told: unknown } | { line: number; unread: string };

/** Reads a CSV file with a header. Throws `invalid_argument` for a header that it cannot go by. */
export async function* readCsv(file: AsyncIterable<Uint8Array>, options: CsvOptions): AsyncGenerator<CsvRow> {
  let fields: (string | undefined)[] | undefined;
  for await (const { line, bytes, unclosed } of splitRecords(file, { quotes: true })) {
    if (bytes.length === 0) continue;
    try {
      if (unclosed) throw new Error('a quote is opened and never closed');
      const values = csvFields(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
      if (fields === undefined) {
        fields = fieldsOf(values, options);
        continue;
      }
      yield { line, told: outcomeOf(fields, values, options) };
    } catch (error) {
      if (error instanceof WeirError) throw error;
      const unread = error instanceof TypeError ? 'it is not UTF-8' : (error as Error).message;
      if (fields === undefined) throw unreadable(`The header cannot be read: ${unread}`);
      yield { line, unread };
    }
  }
  if (fields === undefined) throw unreadable('The file is empty');
}

function fieldsOf(header: readonly string[], { map, workload, outcome }: CsvOptions): (string | undefined)[] {
  const missing = Object.keys(map).find((column) => !header.includes(column));
  if (missing !== undefined) throw unreadable(`There is no column "${missing}"`, 'map');
  const fields = header.map((column) => {
    const field = map[column] ?? column.trim().toLowerCase();
    if (field === LEFT_OUT) return undefined;
    if (FIELDS.has(field) || (field.startsWith(ATTRIBUTE) && field.length > ATTRIBUTE.length)) return field;
    throw unreadable(`The column "${column}" is no field of outcomes`, 'map');
  });
  for (const [field, given] of [
    ['outcome', outcome],
    ['at', undefined],
    ['workload', workload],
  ] as const) {
    const named = field === 'workload' ? ['workload', 'task', 'call', 'customer'] : [field];
    if (given === undefined && !fields.some((one) => one !== undefined && named.includes(one)))
      throw unreadable(`No column tells ${named.join(' or ')}`, 'map');
  }
  const twice = fields.find((field, i) => field !== undefined && fields.indexOf(field) !== i);
  if (twice !== undefined) throw unreadable(`Two columns tell ${twice}`, 'map');
  return fields;
}

function outcomeOf(
  fields: readonly (string | undefined)[],
  values: readonly string[],
  { workload, outcome }: CsvOptions,
): unknown {
  if (values.length > fields.length)
    throw new Error(`it has ${values.length} fields and the header ${fields.length}`);
  const told: Record<string, unknown> = {
    ...(workload === undefined ? {} : { workload }),
    ...(outcome === undefined ? {} : { outcome }),
  };
  const attributes: Record<string, string> = {};
  for (const [i, field] of fields.entries()) {
    const text = values[i]?.trim() ?? '';
    if (field === undefined || text === '') continue;
    if (field.startsWith(ATTRIBUTE)) attributes[field.slice(ATTRIBUTE.length)] = text;
    else told[field] = cellOf(field, text);
  }
  return Object.keys(attributes).length === 0 ? told : { ...told, attributes };
}

const TRUE = new Set(['true', 'yes', '1']);
const FALSE = new Set(['false', 'no', '0']);

/** What cannot be read is passed on: the check tells what is wrong with it. */
function cellOf(field: string, text: string): unknown {
  if (field === 'success' || field === 'retracted') {
    const word = text.toLowerCase();
    if (TRUE.has(word)) return true;
    return FALSE.has(word) ? false : text;
  }
  if (field !== 'at') return text;
  return /^\d{4}-\d{2}-\d{2}$/.test(text)
    ? `${text}T00:00:00Z`
    : text.replace(/^(\d{4}-\d{2}-\d{2}) /, '$1T');
}

function unreadable(message: string, field?: string): WeirError {
  return new WeirError('invalid_argument', message, {
    ...(field === undefined ? {} : { field }),
    remedy: `Columns are ${[...FIELDS].join(', ')} and attributes.<name>; others are mapped, map=Ticket=task, or left out, map=Notes=-.`,
  });
}
