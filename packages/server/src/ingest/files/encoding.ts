import type { Encoding, Separator } from './rows.ts';

/** Bytes that decide on encoding, format and separator. */
export const SAMPLE = 64 * 1024;

const BOMS: readonly [Encoding, readonly number[]][] = [
  ['utf-8', [0xef, 0xbb, 0xbf]],
  ['utf-16le', [0xff, 0xfe]],
  ['utf-16be', [0xfe, 0xff]],
];

/** Bytes that Windows-1252 gives no character. */
const NOT_1252 = new Set([0x81, 0x8d, 0x8f, 0x90, 0x9d]);

/**
 * Byte order mark first; then UTF-16 by the zeros that Latin text leaves in it; then Windows-1252 when there are bytes
 * above ASCII and not one valid UTF-8 character among them. A UTF-8 file with some wrong bytes stays UTF-8: they spoil
 * only their rows.
 */
export function detectEncoding(sample: Uint8Array): Encoding {
  for (const [encoding, bom] of BOMS) {
    if (bom.every((byte, i) => sample[i] === byte)) return encoding;
  }
  const zeros = zerosAt(sample);
  if (zeros.odd > sample.length / 8 && zeros.even < zeros.odd / 8) return 'utf-16le';
  if (zeros.even > sample.length / 8 && zeros.odd < zeros.even / 8) return 'utf-16be';
  const { valid, wrong, impossible } = highBytes(sample);
  return wrong > 0 && valid === 0 && !impossible ? 'windows-1252' : 'utf-8';
}

function zerosAt(sample: Uint8Array): { even: number; odd: number } {
  let even = 0;
  let odd = 0;
  sample.forEach((byte, i) => {
    if (byte !== 0) return;
    if (i % 2 === 0) even++;
    else odd++;
  });
  return { even, odd };
}

/** Valid multi-byte UTF-8 characters, bytes that belong to none, and whether one of these is none of Windows-1252 either. */
function highBytes(sample: Uint8Array): { valid: number; wrong: number; impossible: boolean } {
  let valid = 0;
  let wrong = 0;
  let impossible = false;
  for (let i = 0; i < sample.length; i++) {
    const byte = sample[i] ?? 0;
    if (byte < 0x80) continue;
    const length =
      byte >= 0xc2 && byte < 0xe0 ? 2 : byte >= 0xe0 && byte < 0xf0 ? 3 : byte >= 0xf0 && byte < 0xf5 ? 4 : 0;
    const rest = sample.subarray(i + 1, i + length);
    if (length > 0 && i + length > sample.length) break;
    if (length > 0 && rest.every((next) => next >= 0x80 && next < 0xc0)) {
      valid++;
      i += length - 1;
    } else {
      wrong++;
      impossible ||= NOT_1252.has(byte);
    }
  }
  return { valid, wrong, impossible };
}

/** UTF-16 as UTF-8; other encodings as they are: their ASCII is ASCII, which is all that splitting needs. */
export async function* asciiCompatible(
  input: AsyncIterable<Uint8Array>,
  encoding: Encoding,
): AsyncGenerator<Uint8Array> {
  if (encoding !== 'utf-16le' && encoding !== 'utf-16be') {
    yield* input;
    return;
  }
  const decoder = new TextDecoder(encoding);
  for await (const chunk of input) yield Buffer.from(decoder.decode(chunk, { stream: true }));
  yield Buffer.from(decoder.decode());
}

export interface TextReader {
  /** Undefined when the bytes are wrong. */
  exact(bytes: Uint8Array): string | undefined;
  /** Wrong bytes as U+FFFD. */
  lossy(bytes: Uint8Array): string;
  /** What is wrong with bytes that are, and the remedy. */
  readonly problem: string;
}

/** Reads what `asciiCompatible` hands on. */
export function textReader(encoding: Encoding): TextReader {
  const utf16 = encoding === 'utf-16le' || encoding === 'utf-16be';
  const name = encoding === 'windows-1252' ? encoding : 'utf-8';
  const fatal = new TextDecoder(name, { fatal: true, ignoreBOM: true });
  const lenient = new TextDecoder(name, { ignoreBOM: true });
  return {
    exact(bytes) {
      try {
        const text = fatal.decode(bytes);
        return utf16 && text.includes('\ufffd') ? undefined : text;
      } catch {
        return undefined;
      }
    },
    lossy: (bytes) => lenient.decode(bytes),
    problem: `not valid ${encoding.toUpperCase()}: mend the characters shown as \ufffd, or set the encoding of the file`,
  };
}

/** The separator that the header has most of, outside quotes. */
export function detectSeparator(header: string): Separator {
  const plain = header.replace(/"(?:[^"]|"")*"/g, '');
  const counts = ([',', ';', '\t'] as const).map((separator) => ({
    separator,
    count: plain.split(separator).length,
  }));
  return counts.reduce((best, next) => (next.count > best.count ? next : best)).separator;
}
