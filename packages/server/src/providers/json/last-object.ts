import { objectOrNothing, parseOrNothing } from './narrow.ts';

/**
 * The last object that is the value of `name`, in bytes that may start in the middle of a document. Used on the tail
 * of answers too large to parse, where providers put their usage.
 */
export function lastObject(bytes: Buffer, name: string): Record<string, unknown> | undefined {
  const needle = Buffer.from(`"${name}"`);
  let at = bytes.lastIndexOf(needle);
  while (at !== -1) {
    const start = objectStart(bytes, at + needle.length);
    const end = start === -1 ? -1 : objectEnd(bytes, start);
    const value = end === -1 ? undefined : objectOrNothing(parseOrNothing(bytes, start, end));
    if (value !== undefined) return value;
    at = at === 0 ? -1 : bytes.lastIndexOf(needle, at - 1);
  }
  return undefined;
}

function objectStart(bytes: Buffer, from: number): number {
  let colons = 0;
  for (let pos = from; pos < bytes.length; pos += 1) {
    const byte = bytes[pos];
    if (byte === 0x7b && colons === 1) return pos;
    if (byte === 0x3a) colons += 1;
    else if (byte !== 0x20 && byte !== 0x0a && byte !== 0x0d && byte !== 0x09) return -1;
  }
  return -1;
}

function objectEnd(bytes: Buffer, start: number): number {
  let depth = 0;
  let quoted = false;
  for (let pos = start; pos < bytes.length; pos += 1) {
    const byte = bytes[pos];
    if (quoted) {
      if (byte === 0x5c) pos += 1;
      else if (byte === 0x22) quoted = false;
    } else if (byte === 0x22) quoted = true;
    else if (byte === 0x7b) depth += 1;
    else if (byte === 0x7d) {
      depth -= 1;
      if (depth === 0) return pos + 1;
    }
  }
  return -1;
}
