/** What to do with a frame. CUT removes the reader's [cutFrom, cutTo) from it. */
export type Verdict = 'pass' | 'strip' | 'cut' | 'end';

export interface FrameReader {
  /** A new buffer begins; positions remembered of the last one are void. */
  begin(): void;
  /** Looks at the frame bytes[start, end), blank line included. */
  frame(bytes: Buffer, start: number, end: number): Verdict;
  /**
   * Asked with the beginning of a frame that is too long to wait for: true when its end matters. Its beginning then
   * passes, its last bytes wait for `tail`.
   */
  wantsTail?(bytes: Buffer, start: number, end: number): boolean;
  /** Looks at the last bytes of a long frame. Only `pass` and `end` count. */
  tail?(bytes: Buffer, start: number, end: number): Verdict;
  readonly cutFrom: number;
  readonly cutTo: number;
}

/** An incomplete frame longer than this passes, read at most at its end. */
export const HOLD_LIMIT = 16 * 1024;
/** What is kept of the end of a long frame that matters: usage stands there. */
export const TAIL = 32 * 1024;
/** Enough to recognise a blank line that is split over two chunks. */
const LOOKBACK = 3;

const LF = 0x0a;
const CR = 0x0d;
const COLON = 0x3a;

/**
 * Cuts a byte stream into server-sent-event frames, whatever the chunk boundaries, and lets a reader decide on each.
 * A client can act on a frame only once it is complete, so waiting for the rest of one delays nobody; comment lines
 * pass at once because they keep connections alive.
 */
export class FrameRelay {
  ended = false;
  private rest: Buffer | undefined;
  private oversize = false;
  /** Bytes of an oversize frame that wait. */
  private lookback = LOOKBACK;
  private readonly reader: FrameReader;

  constructor(reader: FrameReader) {
    this.reader = reader;
  }

  push(chunk: Buffer): Buffer | undefined {
    const bytes = this.rest === undefined ? chunk : Buffer.concat([this.rest, chunk]);
    if (this.ended) {
      this.rest = bytes;
      return undefined;
    }
    this.rest = undefined;
    this.reader.begin();
    let cuts: Buffer[] | undefined;
    let from = 0;
    let pos = 0;
    while (pos < bytes.length) {
      const end = this.oversize ? blankLineEnd(bytes, pos) : frameEnd(bytes, pos);
      if (end === -1) break;
      const verdict = this.oversize ? this.endOfLong(bytes, pos, end) : this.reader.frame(bytes, pos, end);
      if (verdict === 'end') {
        this.ended = true;
        break;
      }
      if (verdict !== 'pass') {
        cuts ??= [];
        const whole = verdict === 'strip';
        cuts.push(bytes.subarray(from, whole ? pos : this.reader.cutFrom));
        from = whole ? end : this.reader.cutTo;
      }
      pos = end;
    }
    const passTo = this.keep(bytes, pos);
    if (cuts === undefined) return part(bytes, 0, passTo);
    cuts.push(bytes.subarray(from, passTo));
    const passed = Buffer.concat(cuts);
    return passed.length === 0 ? undefined : passed;
  }

  /** Part of an incomplete frame has passed. */
  get torn(): boolean {
    return this.oversize;
  }

  held(): Buffer | undefined {
    return this.rest;
  }

  private endOfLong(bytes: Buffer, start: number, end: number): Verdict {
    const verdict = this.lookback === TAIL ? (this.reader.tail?.(bytes, start, end) ?? 'pass') : 'pass';
    this.oversize = false;
    this.lookback = LOOKBACK;
    return verdict;
  }

  /** Keeps what must wait and says up to where the bytes may pass. */
  private keep(bytes: Buffer, pos: number): number {
    const waiting = bytes.length - pos;
    if (waiting === 0) return pos;
    if (!this.ended && (this.oversize || waiting > HOLD_LIMIT)) {
      if (!this.oversize && this.reader.wantsTail?.(bytes, pos, bytes.length)) this.lookback = TAIL;
      this.oversize = true;
      const passTo = Math.max(pos, bytes.length - this.lookback);
      this.rest = bytes.subarray(passTo);
      return passTo;
    }
    this.rest = bytes.subarray(pos);
    return pos;
  }
}

function part(bytes: Buffer, from: number, to: number): Buffer | undefined {
  if (to === from) return undefined;
  return from === 0 && to === bytes.length ? bytes : bytes.subarray(from, to);
}

/** End of the frame that starts at `start`, or -1. A comment line or a stray blank line is a frame of its own. */
function frameEnd(bytes: Buffer, start: number): number {
  const first = bytes[start];
  if (first === COLON || first === LF || first === CR) {
    const lineEnd = bytes.indexOf(LF, start);
    return lineEnd === -1 ? -1 : lineEnd + 1;
  }
  return blankLineEnd(bytes, start);
}

/** Position after the first blank line at or after `start`, or -1. */
function blankLineEnd(bytes: Buffer, start: number): number {
  let at = bytes.indexOf(LF, start);
  while (at !== -1) {
    const next = at + 1;
    if (bytes[next] === LF) return next + 1;
    if (bytes[next] === CR && bytes[next + 1] === LF) return next + 2;
    at = bytes.indexOf(LF, next);
  }
  return -1;
}

const DATA_LINE = Buffer.from('\ndata:');

/** Where the payload of the frame's (first) data line starts, or -1. */
export function payloadStart(bytes: Buffer, start: number, end: number): number {
  if (bytes[start] === COLON) return -1;
  let at = start;
  if (bytes[start] !== 0x64 || bytes[start + 4] !== COLON) {
    at = bytes.indexOf(DATA_LINE, start) + 1;
    if (at === 0 || at >= end) return -1;
  }
  return bytes[at + 5] === 0x20 ? at + 6 : at + 5;
}
