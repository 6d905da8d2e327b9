import { isUtf8 } from 'node:buffer';

const BACKSLASH = 0x5c;
const LETTER_U = 0x75;

/** The text of a JSON string literal, bytes [start, end) between its quotes. Broken UTF-8 is read byte by byte. */
export function decodeLiteral(bytes: Buffer, start: number, end: number): string {
  const raw = bytes.subarray(start, end);
  const text = raw.toString(isUtf8(raw) ? 'utf8' : 'latin1');
  return raw.includes(BACKSLASH) ? unescaped(text) : text;
}

const ESCAPE = /\\(?:u([0-9a-fA-F]{4})|([\s\S]))/g;
const SHORT: Readonly<Record<string, string>> = { b: '\b', f: '\f', n: '\n', r: '\r', t: '\t' };

function unescaped(text: string): string {
  return text.replace(ESCAPE, (_all, hex: string | undefined, char: string | undefined) =>
    hex === undefined ? (SHORT[char ?? ''] ?? char ?? '') : String.fromCharCode(Number.parseInt(hex, 16)),
  );
}

/** What stands between the quotes of a literal with this text. */
export function encodeLiteral(text: string): string {
  return JSON.stringify(text).slice(1, -1);
}

/**
 * Where the given UTF-16 positions of a literal's text lie in its bytes. `positions` ascend; so do the answers.
 */
export function byteOffsets(
  bytes: Buffer,
  start: number,
  end: number,
  positions: readonly number[],
): number[] {
  const broken = !isUtf8(bytes.subarray(start, end));
  const offsets: number[] = [];
  let at = start;
  let units = 0;
  for (const position of positions) {
    while (units < position && at < end) {
      const byte = bytes[at] ?? 0;
      if (byte === BACKSLASH) {
        at += bytes[at + 1] === LETTER_U ? 6 : 2;
        units += 1;
      } else if (broken || byte < 0x80) {
        at += 1;
        units += 1;
      } else {
        at += byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2;
        units += byte >= 0xf0 ? 2 : 1;
      }
    }
    offsets.push(Math.min(at, end));
  }
  return offsets;
}
