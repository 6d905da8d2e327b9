import { WeirError } from '@weir/core/errors';
import { detectEncoding, SAMPLE, textReader } from './encoding.ts';
import { gunzip } from './gunzip.ts';
import { CutOff, type Encoding, type Format } from './rows.ts';

/** What a file is, by its first bytes; its name does not count. */
export interface Sniffed {
  gzip: boolean;
  format: Format;
  encoding: Encoding;
}

/** Throws `invalid_argument` for archives and other files that hold no rows. `start` is the first 64 KiB. */
export async function sniff(start: Uint8Array, encoding?: Encoding): Promise<Sniffed> {
  const gzip = start[0] === 0x1f && start[1] === 0x8b;
  const sample = gzip ? await unpacked(start) : start;
  const magic = Buffer.from(sample.subarray(0, 4)).toString('latin1');
  if (magic === 'PAR1') {
    if (gzip) throw refused('A Parquet file inside gzip', 'Unpack it first.');
    return { gzip, format: 'parquet', encoding: 'utf-8' };
  }
  if (magic === 'PK\x03\x04') {
    throw refused('A ZIP archive or an Excel workbook', 'Unpack it, or save the sheet as CSV.');
  }
  if (magic === '\x28\xb5\x2f\xfd')
    throw refused('A file packed with zstd', 'Unpack it first, or pack it with gzip.');
  const found = encoding ?? detectEncoding(sample);
  return { gzip, format: textFormat(sample, found), encoding: found };
}

function textFormat(sample: Uint8Array, encoding: Encoding): Format {
  const wide = encoding === 'utf-16le' || encoding === 'utf-16be';
  const text = wide ? new TextDecoder(encoding).decode(sample) : textReader(encoding).lossy(sample);
  const first = text.replace(/^\ufeff/, '').trimStart()[0];
  if (first === '[') return 'json-array';
  return first === '{' ? 'json-lines' : 'csv';
}

/** The start of what is packed: the pack is cut, since only its start is here. */
async function unpacked(start: Uint8Array): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  try {
    for await (const chunk of gunzip(one(start))) {
      chunks.push(chunk);
      size += chunk.length;
      if (size >= SAMPLE) break;
    }
  } catch (error) {
    if (!(error instanceof CutOff)) throw error;
  }
  return Buffer.concat(chunks).subarray(0, SAMPLE);
}

async function* one(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}

function refused(what: string, remedy: string): WeirError {
  return new WeirError('invalid_argument', `${what} cannot be read`, { remedy });
}
