/**
 * How values of a JSON document are to be taken. A zone is asked for the zone of each member; strings and numbers
 * are reported with the zone they stand in.
 */
export interface Zone {
  /** Of the value of member `key`; undefined: nothing in there is of interest. */
  member(key: string): Zone | undefined;
  /** What strings directly in this zone are. */
  readonly strings: 'none' | 'text' | 'json' | 'unless_binary';
  /** Numbers may hold data, too (arguments of tools). */
  readonly numbers: boolean;
}

export interface Visitor {
  /** Bytes [start, end) between the quotes. */
  string(start: number, end: number, zone: Zone): void;
  number(start: number, end: number): void;
}

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COMMA = 0x2c;
const COLON = 0x3a;
const OPEN_LIST = 0x5b;
const CLOSE_LIST = 0x5d;
const OPEN = 0x7b;
const CLOSE = 0x7d;

/**
 * Walks once over a JSON document without building it, in linear time, of any depth. Returns false where the bytes
 * cannot be JSON; what was visited before that is void.
 */
export function walkJson(bytes: Buffer, root: Zone, visitor: Visitor): boolean {
  const stack: Level[] = [];
  let level: Level = { zone: root, object: false };
  let zone: Zone | undefined = root;
  let keyNext = false;
  let backslash = bytes.indexOf(BACKSLASH);
  for (let at = bytes[0] === 0xef ? 3 : 0; at < bytes.length; ) {
    const byte = bytes[at] ?? 0;
    if (byte === QUOTE) {
      let end = bytes.indexOf(QUOTE, at + 1);
      while (end !== -1) {
        if (backslash !== -1 && backslash <= at) backslash = bytes.indexOf(BACKSLASH, at + 1);
        if (backslash === -1 || backslash > end || !escaped(bytes, end)) break;
        end = bytes.indexOf(QUOTE, end + 1);
      }
      if (end === -1) return false;
      if (keyNext) {
        zone = level.zone?.member(keyText(bytes, at + 1, end));
        keyNext = false;
      } else if (zone !== undefined && zone.strings !== 'none' && end > at + 1) {
        visitor.string(at + 1, end, zone);
      }
      at = end + 1;
      continue;
    }
    if (byte === OPEN || byte === OPEN_LIST) {
      stack.push(level);
      level = { zone, object: byte === OPEN };
      keyNext = level.object;
    } else if (byte === CLOSE || byte === CLOSE_LIST) {
      const above = stack.pop();
      if (above === undefined || level.object !== (byte === CLOSE)) return false;
      level = above;
      zone = level.zone;
      keyNext = false;
    } else if (byte === COMMA) {
      keyNext = level.object;
      zone = level.zone;
    } else if (zone?.numbers === true && isNumberStart(byte)) {
      const end = numberEnd(bytes, at);
      visitor.number(at, end);
      at = end;
      continue;
    } else if (byte > COLON && !isLiteralLetter(byte)) return false;
    at += 1;
  }
  return stack.length === 0;
}

interface Level {
  readonly zone: Zone | undefined;
  readonly object: boolean;
}

/** An odd number of backslashes stands before the quote. */
function escaped(bytes: Buffer, quote: number): boolean {
  let at = quote - 1;
  while (bytes[at] === BACKSLASH) at -= 1;
  return (quote - at) % 2 === 0;
}

/** A longer key names nothing that Weir knows. */
const LONGEST_KEY = 256;

function keyText(bytes: Buffer, start: number, end: number): string {
  const key = bytes.toString('latin1', start, Math.min(end, start + LONGEST_KEY));
  if (!key.includes('\\')) return key;
  try {
    return String(JSON.parse(`"${key}"`));
  } catch {
    return key;
  }
}

function isNumberStart(byte: number): boolean {
  return (byte >= 0x30 && byte <= 0x39) || byte === 0x2d;
}

function numberEnd(bytes: Buffer, start: number): number {
  let end = start + 1;
  for (let byte = bytes[end] ?? 0; end < bytes.length; end += 1, byte = bytes[end] ?? 0) {
    if (!(isNumberStart(byte) || byte === 0x2e || byte === 0x2b || byte === 0x45 || byte === 0x65)) break;
  }
  return end;
}

/** Of true, false, null, or an exponent. */
function isLiteralLetter(byte: number): boolean {
  return (byte >= 0x61 && byte <= 0x75) || byte === 0x45;
}
