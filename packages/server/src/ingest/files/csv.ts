import { WeirError } from '@weir/core/errors';
import { csvFields } from '../calls/csv-fields.ts';
import { type RawRecord, splitRecords } from '../calls/csv-records.ts';
import { detectSeparator, type TextReader, textReader } from './encoding.ts';
import type { Encoding, FileRow, ReadOptions, Value } from './rows.ts';

/**
 * Rows of a CSV file by the names in its header. A row that cannot be read spoils only itself. The input is ASCII
 * compatible. Throws `invalid_argument` when there is no usable header.
 */
export async function* csvRows(
  input: AsyncIterable<Uint8Array>,
  encoding: Encoding,
  options: ReadOptions,
): AsyncGenerator<FileRow> {
  const text = textReader(encoding);
  const skip = options.skipLines ?? 0;
  let { separator } = options;
  let header: readonly string[] | undefined;
  // the separator only matters to where quotes may open; all candidates are tried on the header before the rest is split
  const source = separator === undefined ? await withSeparator(input, text, skip) : { input, separator };
  separator = source.separator;
  for await (const record of splitRecords(source.input, { quotes: true, separator })) {
    if (record.line <= skip || record.bytes.length === 0) continue;
    if (header === undefined) header = readHeader(record, text, separator);
    else yield rowOf(record, header, text, separator);
  }
  if (header === undefined) throw unreadable('The file is empty', 'Its first line must name the columns.');
}

/** Holds the first lines back until the header is there, to see what separates its columns. */
async function withSeparator(input: AsyncIterable<Uint8Array>, text: TextReader, skip: number) {
  const iterator = input[Symbol.asyncIterator]();
  let head = Buffer.alloc(0);
  let ended = false;
  while (!ended && linesIn(head) <= skip + 1 && head.length < 1024 * 1024) {
    const next = await iterator.next();
    if (next.done === true) ended = true;
    else head = Buffer.concat([head, next.value]);
  }
  const lines = text.lossy(head).split('\n');
  const first = lines.slice(skip).find((line) => line.trim() !== '') ?? '';
  async function* again(): AsyncGenerator<Uint8Array> {
    yield head;
    if (!ended) yield* { [Symbol.asyncIterator]: () => iterator };
  }
  return { input: again(), separator: detectSeparator(first) };
}

function linesIn(bytes: Buffer): number {
  let lines = 0;
  for (const byte of bytes) if (byte === 0x0a) lines++;
  return lines;
}

function readHeader(record: RawRecord, text: TextReader, separator: string): readonly string[] {
  const decoded = record.unclosed ? undefined : text.exact(record.bytes);
  if (decoded === undefined) {
    throw unreadable('The header of the file cannot be read', `It is ${text.problem}.`);
  }
  let names: string[];
  try {
    names = csvFields(decoded, separator).map((name) => name.trim());
  } catch (cause) {
    throw unreadable(`The header of the file cannot be read: ${String(cause)}`, 'Mend its quotes.');
  }
  const twice = names.find((name, i) => name !== '' && names.indexOf(name) !== i);
  if (twice !== undefined) {
    throw unreadable(`The header names the column "${twice}" twice`, 'Rename one of them.');
  }
  return names;
}

function rowOf(record: RawRecord, header: readonly string[], text: TextReader, separator: string): FileRow {
  const { line } = record;
  const bad = (reason: string, values?: readonly string[]): FileRow => ({
    line,
    reason,
    row: named(header, values ?? split(text.lossy(record.bytes), separator)),
    ...(record.unended && values?.length !== header.length ? { cut: true } : {}),
  });
  if (record.unclosed) {
    return record.unended
      ? { ...bad('the file ends in the middle of this row, inside quotes'), cut: true }
      : bad('a quote is opened and never closed');
  }
  const decoded = text.exact(record.bytes);
  if (decoded === undefined) return bad(text.problem);
  let values: string[];
  try {
    values = csvFields(decoded, separator);
  } catch (cause) {
    return bad(cause instanceof Error ? cause.message : String(cause));
  }
  if (values.length === header.length) return { line, fields: named(header, values) };
  if (record.unended && values.length < header.length) {
    return bad('the file ends in the middle of this row', values);
  }
  return bad(`has ${values.length} fields, the header has ${header.length}`, values);
}

function named(header: readonly string[], values: readonly string[]): Record<string, Value> {
  const fields: Record<string, Value> = {};
  for (let i = 0; i < values.length; i++) {
    const name = header[i];
    fields[name === undefined || name === '' ? `(column ${i + 1})` : name] = values[i] ?? '';
  }
  return fields;
}

function split(text: string, separator: string): string[] {
  try {
    return csvFields(text, separator);
  } catch {
    return [text];
  }
}

function unreadable(text: string, remedy: string): WeirError {
  return new WeirError('invalid_argument', text, { remedy });
}
