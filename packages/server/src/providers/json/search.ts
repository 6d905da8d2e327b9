/**
 * Searches of JSON bytes without parsing them. They see keys and values as they stand on the wire; inside a string a
 * quote is escaped, so that text which talks about JSON is not mistaken for it.
 */

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COLON = 0x3a;

/** True when the word stands in the bytes as a whole JSON string, as key or as value. */
export function hasWord(bytes: Buffer, word: Buffer): boolean {
  return bytes.indexOf(word) !== -1;
}

/** True when the word stands there as a value, not as a key. */
export function hasValue(bytes: Buffer, word: Buffer): boolean {
  let at = bytes.indexOf(word);
  while (at !== -1) {
    if (bytes[afterSpace(bytes, at + word.length)] !== COLON) return true;
    at = bytes.indexOf(word, at + word.length);
  }
  return false;
}

/** Visits the strings that are values of `key` (given with its quotes): [start, end) without quotes. */
export function eachText(bytes: Buffer, key: Buffer, visit: (start: number, end: number) => void): void {
  let at = bytes.indexOf(key);
  while (at !== -1) {
    const colon = afterSpace(bytes, at + key.length);
    const open = bytes[colon] === COLON ? afterSpace(bytes, colon + 1) : -1;
    const end = open !== -1 && bytes[open] === QUOTE ? closingQuote(bytes, open) : -1;
    if (end !== -1) visit(open + 1, end);
    at = bytes.indexOf(key, end === -1 ? at + key.length : end + 1);
  }
}

/** The last string that is the value of `key` (given with its quotes), unescaped only if it needs none. */
export function lastText(bytes: Buffer, key: Buffer): string | undefined {
  let found: string | undefined;
  eachText(bytes, key, (start, end) => {
    if (end > start && end - start <= LONGEST_TEXT) found = bytes.toString('utf8', start, end);
  });
  return found;
}

const LONGEST_TEXT = 256;

function afterSpace(bytes: Buffer, from: number): number {
  let pos = from;
  for (;;) {
    const byte = bytes[pos];
    if (byte !== 0x20 && byte !== 0x0a && byte !== 0x0d && byte !== 0x09) return pos;
    pos += 1;
  }
}

/** Position of the quote that closes the string opened at `open`, or -1. */
export function closingQuote(bytes: Buffer, open: number): number {
  let from = open + 1;
  for (;;) {
    const quote = bytes.indexOf(QUOTE, from);
    if (quote === -1) return -1;
    let before = quote - 1;
    while (before > open && bytes[before] === BACKSLASH) before -= 1;
    if ((quote - before) % 2 === 1) return quote;
    from = quote + 1;
  }
}
