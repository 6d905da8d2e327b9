import { WeirError } from '@weir/core/errors';
import {
  type AsyncBuffer,
  type FileMetaData,
  parquetMetadataAsync,
  parquetReadObjects,
  parquetSchema,
} from 'hyparquet';
import { compressors } from 'hyparquet-compressors';
import type { OpenFile } from '../sources/port.ts';
import { converterOf, exactParsers, withoutDecimals } from './parquet-values.ts';
import type { Fields, FileRow, Value } from './rows.ts';

/** A row group is held in memory unpacked; a longer one is refused instead of bringing the process down. */
const LARGEST_GROUP = 1024 * 1024 * 1024;

const MAGIC = 'PAR1';

/**
 * Rows of a Parquet file, one row group at a time. `line` is the number of the row. A file whose end is missing has no
 * directory of its content and cannot be read at all: it yields one cut row.
 */
export async function* parquetRows(file: OpenFile, columns?: readonly string[]): AsyncGenerator<FileRow> {
  if (!(await isWhole(file))) {
    const reason =
      'the file ends in the middle: a Parquet file tells at its end where its rows are, so none can be read. Deliver it whole';
    yield { line: 1, reason, row: {}, cut: true };
    return;
  }
  const buffer = bufferOf(file);
  const metadata = await directoryOf(buffer);
  const convert = new Map(
    parquetSchema(metadata).children.map((child) => [child.element.name, converterOf(child)] as const),
  );
  const wanted = columns?.filter((name) => convert.has(name));
  const raw: FileMetaData = { ...metadata, schema: withoutDecimals(metadata.schema) };
  let line = 1;
  let rowStart = 0;
  for (const [group, { num_rows, total_byte_size }] of metadata.row_groups.entries()) {
    if (total_byte_size > LARGEST_GROUP) throw tooLarge(group);
    const rowEnd = rowStart + Number(num_rows);
    const read = {
      file: buffer,
      metadata: raw,
      rowStart,
      rowEnd,
      parsers: exactParsers,
      utf8: false,
      compressors,
    };
    const rows = await readable(group, () =>
      parquetReadObjects({ ...read, ...(wanted === undefined ? {} : { columns: wanted }) }),
    );
    for (const row of rows) {
      const fields: Record<string, Value> = {};
      for (const name in row) fields[name] = convert.get(name)?.(row[name]) ?? null;
      yield { line: line++, fields: fields as Fields };
    }
    rowStart = rowEnd;
  }
}

async function isWhole(file: OpenFile): Promise<boolean> {
  if (file.size < 12) return false;
  const end = await file.slice(file.size - MAGIC.length, file.size);
  return Buffer.from(end).toString('latin1') === MAGIC;
}

function bufferOf(file: OpenFile): AsyncBuffer {
  return {
    byteLength: file.size,
    async slice(start, end) {
      const from = start < 0 ? file.size + start : start;
      const bytes = await file.slice(from, Math.min(end ?? file.size, file.size));
      // a buffer of its own: what a pool lends would carry the bytes of others
      return new Uint8Array(bytes).buffer;
    },
  };
}

async function directoryOf(buffer: AsyncBuffer): Promise<FileMetaData> {
  try {
    return await parquetMetadataAsync(buffer);
  } catch (cause) {
    throw new WeirError(
      'invalid_argument',
      'The end of the Parquet file, which tells its columns, is damaged',
      {
        remedy: 'Deliver the file anew.',
        cause,
      },
    );
  }
}

async function readable<T>(group: number, read: () => Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (cause) {
    if (cause instanceof WeirError) throw cause;
    throw new WeirError('invalid_argument', `Row group ${group + 1} of the Parquet file is damaged`, {
      remedy: 'Rows before it have been read. Deliver the file anew.',
      cause,
    });
  }
}

function tooLarge(group: number): WeirError {
  return new WeirError(
    'invalid_argument',
    `Row group ${group + 1} of the Parquet file is longer than 1 GiB`,
    {
      remedy: 'Write it with smaller row groups.',
    },
  );
}
