import type { FrameReader, Verdict } from '../sse/frame-relay.ts';
import { HOLD_LIMIT, TAIL } from '../sse/frame-relay.ts';
import { closingQuote } from './search.ts';

const QUOTE = 0x22;
const OPEN_OBJECT = 0x7b;
const CLOSE_OBJECT = 0x7d;
const OPEN_ARRAY = 0x5b;
const CLOSE_ARRAY = 0x5d;

/**
 * Cuts a JSON array that comes in pieces into its elements, whatever the chunk boundaries, and lets a reader look at
 * each. Elements pass when they are complete, with what stands before them: so what has passed always ends after an
 * element, and an error can follow it. The closing bracket is kept back.
 */
export class ArrayRelay {
  ended = false;
  private rest: Buffer | undefined;
  private readonly reader: FrameReader;
  /** Nesting at the position reached: 1 is in the array. */
  private depth = 0;
  /** Not an array: one object. */
  private bare = false;
  private inString = false;
  /** How many bytes of `rest` have been looked at. */
  private seen = 0;
  /** Start of the element under way within `rest`, or -1. */
  private element = -1;
  private oversize = false;
  private tailWanted = false;

  constructor(reader: FrameReader) {
    this.reader = reader;
  }

  push(chunk: Buffer): Buffer | undefined {
    const bytes = this.rest === undefined ? chunk : Buffer.concat([this.rest, chunk]);
    this.rest = bytes;
    if (this.ended || bytes.length === 0) return undefined;
    this.reader.begin();
    let passTo = this.scan(bytes);
    const waiting = bytes.length - passTo;
    if (!this.ended && (this.oversize || waiting > HOLD_LIMIT)) passTo = this.passLong(bytes, passTo);
    this.rest = passTo === bytes.length ? undefined : bytes.subarray(passTo);
    this.seen -= passTo;
    if (this.element !== -1) this.element = Math.max(0, this.element - passTo);
    return passTo === 0 ? undefined : bytes.subarray(0, passTo);
  }

  get torn(): boolean {
    return this.oversize;
  }

  held(): Buffer | undefined {
    return this.rest;
  }

  /** Looks at what is new; returns the position after the last complete element. */
  private scan(bytes: Buffer): number {
    let done = 0;
    let pos = this.seen;
    while (pos < bytes.length) {
      if (this.inString) {
        const quote = closingQuote(bytes, pos - 1);
        if (quote === -1) {
          // an escape may be cut in two: its backslash is looked at again
          pos = Math.max(pos, backslashes(bytes, pos));
          break;
        }
        this.inString = false;
        pos = quote + 1;
        continue;
      }
      const byte = bytes[pos];
      pos += 1;
      if (byte === QUOTE) this.inString = true;
      else if (byte === OPEN_OBJECT || byte === OPEN_ARRAY) this.open(byte, pos - 1);
      else if (byte === CLOSE_OBJECT || byte === CLOSE_ARRAY) {
        this.depth -= 1;
        if (this.depth === 1 && this.element !== -1) {
          this.look(bytes, this.element, pos);
          done = pos;
        } else if (this.depth <= 0 && !this.bare) {
          this.ended = this.depth === 0;
          break;
        }
      }
    }
    this.seen = pos;
    return done;
  }

  private open(byte: number, at: number): void {
    if (this.depth === 0 && byte === OPEN_OBJECT) {
      this.bare = true;
      this.depth = 1;
    }
    this.depth += 1;
    if (this.depth === 2) this.element = at;
  }

  private look(bytes: Buffer, start: number, end: number): Verdict {
    this.element = -1;
    if (!this.oversize) return this.reader.frame(bytes, start, end);
    this.oversize = false;
    return this.tailWanted ? (this.reader.tail?.(bytes, start, end) ?? 'pass') : 'pass';
  }

  /** A long element passes as it comes, but for its last bytes if they matter. */
  private passLong(bytes: Buffer, done: number): number {
    if (!this.oversize) this.tailWanted = this.reader.wantsTail?.(bytes, done, bytes.length) ?? false;
    this.oversize = true;
    // at least the backslashes before a cut stay, so that an escape is still seen as one
    return Math.max(done, Math.min(this.seen, bytes.length - (this.tailWanted ? TAIL : 0)));
  }
}

/** Position of the run of backslashes that the bytes end with, or their length. */
function backslashes(bytes: Buffer, from: number): number {
  let pos = bytes.length;
  while (pos > from && bytes[pos - 1] === 0x5c) pos -= 1;
  return pos;
}
