import { WeirError } from '@weir/core/errors';

/** Where a member's value stands in the bytes: [start, end). */
export interface Member {
  start: number;
  end: number;
}

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COMMA = 0x2c;
const COLON = 0x3a;
const OPEN_OBJECT = 0x7b;
const CLOSE_OBJECT = 0x7d;
const OPEN_ARRAY = 0x5b;
const CLOSE_ARRAY = 0x5d;

/** Bytes walked between two yields: about a millisecond of work. */
const SLICE = 1024 * 1024;

/**
 * Finds the members of the top-level object without building it: for bodies too large to parse, and to learn where
 * to splice. Checks the outer structure only; the provider checks the rest. A wanted member that stands there twice, or in
 * another case besides, would be read in one way here and perhaps in another by the provider: throws `body_invalid` that
 * names it. Throws WeirError `body_not_json`, too.
 */
export function* scanObject(
  bytes: Buffer,
  wanted: ReadonlySet<string>,
): Generator<void, Map<string, Member>> {
  const found = new Map<string, Member>();
  let pos = skipSpace(bytes, contentStart(bytes));
  if (bytes[pos] !== OPEN_OBJECT) throw notAnObject(pos);
  pos = skipSpace(bytes, pos + 1);
  if (bytes[pos] === CLOSE_OBJECT) return endOf(bytes, pos, found);
  let checkpoint = SLICE;
  for (;;) {
    if (bytes[pos] !== QUOTE) throw malformed(pos);
    const keyEnd = stringEnd(bytes, pos);
    const key = keyText(bytes, pos, keyEnd);
    pos = skipSpace(bytes, keyEnd);
    if (bytes[pos] !== COLON) throw malformed(pos);
    const start = skipSpace(bytes, pos + 1);
    let end = start;
    let depth = 0;
    do {
      const byte = bytes[end];
      if (byte === undefined) throw malformed(end);
      if (byte === QUOTE) end = stringEnd(bytes, end);
      else if (byte === OPEN_OBJECT || byte === OPEN_ARRAY) {
        depth += 1;
        end += 1;
      } else if (byte === CLOSE_OBJECT || byte === CLOSE_ARRAY) {
        depth -= 1;
        end += 1;
      } else if (depth === 0) end = scalarEnd(bytes, end);
      else end += 1;
      if (end > checkpoint) {
        checkpoint = end + SLICE;
        yield;
      }
    } while (depth > 0);
    if (depth < 0 || end === start) throw malformed(start);
    if (wanted.has(key)) {
      if (found.has(key)) throw ambiguous(key, key);
      found.set(key, { start, end });
    } else assertNoOtherCase(key, wanted);
    pos = skipSpace(bytes, end);
    if (bytes[pos] === CLOSE_OBJECT) return endOf(bytes, pos, found);
    if (bytes[pos] !== COMMA) throw malformed(pos);
    pos = skipSpace(bytes, pos + 1);
  }
}

const lowered = new WeakMap<ReadonlySet<string>, ReadonlyMap<string, string>>();

/** Some servers take `Model` for `model`. Throws WeirError `body_invalid`. */
export function assertNoOtherCase(key: string, wanted: ReadonlySet<string>): void {
  let names = lowered.get(wanted);
  if (names === undefined) {
    names = new Map([...wanted].map((name) => [name.toLowerCase(), name]));
    lowered.set(wanted, names);
  }
  const meant = names.get(key.toLowerCase());
  if (meant !== undefined) throw ambiguous(key, meant);
}

function ambiguous(key: string, meant: string): WeirError {
  const what = key === meant ? `holds ${meant} twice` : `holds ${key}, which may be taken for ${meant}`;
  return new WeirError('body_invalid', `The request body ${what}.`, {
    field: meant,
    remedy: `Send ${meant} once, spelled so.`,
  });
}

/** Runs a generator to its end at once. */
export function finish<T>(steps: Generator<void, T>): T {
  for (;;) {
    const step = steps.next();
    if (step.done) return step.value;
  }
}

function endOf(bytes: Buffer, close: number, found: Map<string, Member>): Map<string, Member> {
  const after = skipSpace(bytes, close + 1);
  if (after !== bytes.length) throw malformed(after);
  return found;
}

/** Some editors and Windows libraries put a UTF-8 byte order mark before JSON. */
export function contentStart(bytes: Buffer): number {
  return bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? 3 : 0;
}

function skipSpace(bytes: Buffer, from: number): number {
  let pos = from;
  for (;;) {
    const byte = bytes[pos];
    if (byte !== 0x20 && byte !== 0x0a && byte !== 0x0d && byte !== 0x09) return pos;
    pos += 1;
  }
}

/** Position after the closing quote of the string that opens at `open`. */
function stringEnd(bytes: Buffer, open: number): number {
  let from = open + 1;
  for (;;) {
    const quote = bytes.indexOf(QUOTE, from);
    if (quote === -1) throw malformed(bytes.length);
    let before = quote - 1;
    while (before > open && bytes[before] === BACKSLASH) before -= 1;
    if ((quote - before) % 2 === 1) return quote + 1;
    from = quote + 1;
  }
}

function scalarEnd(bytes: Buffer, from: number): number {
  let pos = from;
  for (;;) {
    const byte = bytes[pos];
    const inside =
      byte !== undefined &&
      byte > 0x20 &&
      byte !== COMMA &&
      byte !== CLOSE_OBJECT &&
      byte !== CLOSE_ARRAY &&
      byte !== QUOTE &&
      byte !== COLON;
    if (!inside) return pos;
    pos += 1;
  }
}

function keyText(bytes: Buffer, open: number, end: number): string {
  const text = bytes.toString('utf8', open + 1, end - 1);
  if (!text.includes('\\')) return text;
  try {
    return JSON.parse(`"${text}"`) as string;
  } catch {
    throw malformed(open);
  }
}

function notAnObject(at: number): WeirError {
  return new WeirError('body_not_json', `The request body is not a JSON object (byte ${at}).`, {
    remedy: 'Send one JSON object with Content-Type: application/json.',
  });
}

function malformed(at: number): WeirError {
  return new WeirError('body_not_json', `The request body is not valid JSON (near byte ${at}).`, {
    remedy: 'Send one JSON object with Content-Type: application/json.',
  });
}
