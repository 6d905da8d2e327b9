export interface Place {
  readonly start: number;
  readonly end: number;
}

export type Path = readonly (string | number)[];

const QUOTE = 0x22;
const BACKSLASH = 0x5c;

/** Where the value at a path lies in a valid JSON document; of a string, quotes included. */
export function locate(bytes: Buffer, path: Path): Place | undefined {
  let at = skipSpace(bytes, 0);
  for (const step of path) {
    const found = typeof step === 'number' ? element(bytes, at, step) : member(bytes, at, step);
    if (found === -1) return undefined;
    at = found;
  }
  return { start: at, end: valueEnd(bytes, at) };
}

function member(bytes: Buffer, object: number, name: string): number {
  if (bytes[object] !== 0x7b) return -1;
  let at = skipSpace(bytes, object + 1);
  let found = -1;
  while (bytes[at] === QUOTE) {
    const keyEnd = stringEnd(bytes, at);
    const key: unknown = JSON.parse(bytes.toString('utf8', at, keyEnd));
    const value = skipSpace(bytes, skipSpace(bytes, keyEnd) + 1);
    // the last of members with the same name counts, as it does for JSON.parse
    if (key === name) found = value;
    at = skipSpace(bytes, valueEnd(bytes, value));
    if (bytes[at] === 0x2c) at = skipSpace(bytes, at + 1);
  }
  return found;
}

function element(bytes: Buffer, list: number, index: number): number {
  if (bytes[list] !== 0x5b) return -1;
  let at = skipSpace(bytes, list + 1);
  for (let i = 0; i < index; i += 1) {
    at = skipSpace(bytes, valueEnd(bytes, at));
    if (bytes[at] !== 0x2c) return -1;
    at = skipSpace(bytes, at + 1);
  }
  return at;
}

function valueEnd(bytes: Buffer, start: number): number {
  const first = bytes[start];
  if (first === QUOTE) return stringEnd(bytes, start);
  if (first !== 0x7b && first !== 0x5b) return scalarEnd(bytes, start);
  let depth = 0;
  let at = start;
  while (at < bytes.length) {
    const byte = bytes[at];
    if (byte === QUOTE) {
      at = stringEnd(bytes, at);
      continue;
    }
    if (byte === 0x7b || byte === 0x5b) depth += 1;
    else if (byte === 0x7d || byte === 0x5d) depth -= 1;
    at += 1;
    if (depth === 0) break;
  }
  return at;
}

function scalarEnd(bytes: Buffer, start: number): number {
  let at = start;
  for (let byte = bytes[at]; byte !== undefined; byte = bytes[at]) {
    if (byte === 0x2c || byte === 0x7d || byte === 0x5d || byte <= 0x20) break;
    at += 1;
  }
  return at;
}

function stringEnd(bytes: Buffer, start: number): number {
  let at = start + 1;
  while (at < bytes.length && bytes[at] !== QUOTE) at += bytes[at] === BACKSLASH ? 2 : 1;
  return at + 1;
}

function skipSpace(bytes: Buffer, from: number): number {
  let at = from;
  while (bytes[at] === 0x20 || bytes[at] === 0x0a || bytes[at] === 0x0d || bytes[at] === 0x09) at += 1;
  return at;
}
