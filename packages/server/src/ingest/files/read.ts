import type { OpenFile } from '../sources/port.ts';
import { csvRows } from './csv.ts';
import { asciiCompatible, SAMPLE } from './encoding.ts';
import { gunzip } from './gunzip.ts';
import { jsonArrayRows, jsonLineRows } from './json.ts';
import { parquetRows } from './parquet.ts';
import { CutOff, type FileRow, type ReadOptions } from './rows.ts';
import { sniff } from './sniff.ts';

/**
 * Rows of a file, whatever it is: CSV, JSON lines, a JSON array, also packed with gzip, or Parquet. Memory is bounded by
 * the longest row, for Parquet by the largest row group. Rows that cannot be read are told and spoil only themselves. A
 * file cut in the middle yields what stands before the cut, then one row with `cut`. Throws `invalid_argument` for what
 * holds no rows at all.
 */
export async function* readRows(file: OpenFile, options: ReadOptions = {}): AsyncGenerator<FileRow> {
  if (file.size === 0) {
    yield { line: 1, reason: 'the file is empty', row: {}, cut: true };
    return;
  }
  const kind = await sniff(await file.slice(0, Math.min(SAMPLE, file.size)), options.encoding);
  if (kind.format === 'parquet') {
    yield* parquetRows(file, options.columns);
    return;
  }
  const ending = new Ending(kind.gzip ? gunzip(file.stream()) : file.stream());
  const text = asciiCompatible(ending.bytes(), kind.encoding);
  const rows =
    kind.format === 'csv'
      ? csvRows(text, kind.encoding, options)
      : kind.format === 'json-lines'
        ? jsonLineRows(text, kind.encoding)
        : jsonArrayRows(text, kind.encoding);
  yield* untilCut(rows, ending);
}

/** Takes a stream that is cut off for one that ends, and remembers that it was. */
class Ending {
  cut: CutOff | undefined;
  private readonly input: AsyncIterable<Uint8Array>;

  constructor(input: AsyncIterable<Uint8Array>) {
    this.input = input;
  }

  async *bytes(): AsyncGenerator<Uint8Array> {
    try {
      yield* this.input;
    } catch (error) {
      if (!(error instanceof CutOff)) throw error;
      this.cut = error;
    }
  }
}

/** The last row before a cut may lack its end though it looks whole: it is held back, and told as cut. */
async function* untilCut(rows: AsyncIterable<FileRow>, ending: Ending): AsyncGenerator<FileRow> {
  let held: FileRow | undefined;
  for await (const row of rows) {
    if (held !== undefined) yield held;
    held = row;
  }
  const { cut } = ending;
  if (cut === undefined) {
    if (held !== undefined) yield held;
    return;
  }
  const row = held === undefined ? {} : 'fields' in held ? { ...held.fields } : held.row;
  yield { line: held?.line ?? 1, reason: `${cut.message}; this row may lack its end`, row, cut: true };
}
