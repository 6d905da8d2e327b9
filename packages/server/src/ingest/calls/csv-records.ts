const QUOTE = 0x22;
const COMMA = 0x2c;
const LINE_FEED = 0x0a;
const CARRIAGE_RETURN = 0x0d;

/** A record longer than this is taken for a quote that was never closed. */
const LONGEST_RECORD = 1024 * 1024;

/** Bytes of one record without its line end, and the line it begins on. */
export interface RawRecord {
  line: number;
  bytes: Buffer;
  /** A quote opened in it was never closed. */
  unclosed?: true;
  /** The input ended before its line did: the last record of many files, or a cut. */
  unended?: true;
}

/** Where in a field the scan stands. `QuoteInQuoted`: behind a quote that is the first of a pair or ends the field. */
const At = { FieldStart: 0, Plain: 1, Quoted: 2, QuoteInQuoted: 3 } as const;
type State = (typeof At)[keyof typeof At];

/**
 * Splits bytes into records as RFC 4180 has them: LF or CRLF ends a record, except inside quotes. Works on bytes, so
 * that a record with invalid UTF-8 spoils only itself. With `quotes: false` every line is a record. `separator` is one
 * ASCII character, a comma unless told.
 */
export async function* splitRecords(
  input: AsyncIterable<Uint8Array>,
  options: { quotes: boolean; separator?: string },
): AsyncGenerator<RawRecord> {
  const splitter = new Splitter(options.quotes, options.separator?.charCodeAt(0) ?? COMMA);
  for await (const chunk of input) {
    splitter.push(Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength));
    yield* splitter.records();
  }
  yield* splitter.rest();
}

class Splitter {
  private readonly quotes: boolean;
  private readonly separator: number;
  /** Bytes from the start of the record being read. */
  private pending: Buffer = Buffer.alloc(0);
  /** How far `pending` has been scanned. */
  private scanned = 0;
  private state: State = At.FieldStart;
  private startLine = 1;
  private line = 1;
  private atStart = true;

  constructor(quotes: boolean, separator: number) {
    this.quotes = quotes;
    this.separator = separator;
  }

  push(chunk: Buffer): void {
    this.pending = this.pending.length === 0 ? chunk : Buffer.concat([this.pending, chunk]);
  }

  *records(): Generator<RawRecord> {
    if (this.atStart && !this.skipByteOrderMark()) return;
    let start = 0;
    let i = this.scanned;
    const { pending } = this;
    for (; i < pending.length; i++) {
      const byte = pending[i] as number;
      if (byte === LINE_FEED) {
        this.line++;
        if (this.state === At.Quoted) continue;
        yield this.record(pending.subarray(start, i));
        start = i + 1;
        this.begin();
      } else if (this.quotes) {
        this.state = after(this.state, byte, this.separator);
      }
    }
    this.pending = pending.subarray(start);
    this.scanned = i - start;
    if (this.pending.length > LONGEST_RECORD) yield* this.giveUpQuote();
  }

  *rest(): Generator<RawRecord> {
    if (this.atStart) this.skipByteOrderMark(true);
    while (this.pending.length > 0) {
      yield* this.records();
      if (this.pending.length === 0) return;
      if (this.state === At.Quoted) {
        yield* this.giveUpQuote();
        continue;
      }
      yield { ...this.record(this.pending), unended: true };
      this.pending = Buffer.alloc(0);
    }
  }

  /** Reports the record whose quote is not closed and goes on with the line after the one it began on. */
  private *giveUpQuote(): Generator<RawRecord> {
    const end = this.pending.indexOf(LINE_FEED);
    const stop = end === -1 ? this.pending.length : end;
    yield { ...this.record(this.pending.subarray(0, Math.min(stop, LONGEST_RECORD))), unclosed: true };
    this.pending = this.pending.subarray(Math.min(stop + 1, this.pending.length));
    this.scanned = 0;
    this.line = this.startLine + 1;
    this.begin();
  }

  private begin(): void {
    this.state = At.FieldStart;
    this.startLine = this.line;
  }

  private record(bytes: Buffer): RawRecord {
    const end = bytes.at(-1) === CARRIAGE_RETURN ? bytes.length - 1 : bytes.length;
    return { line: this.startLine, bytes: bytes.subarray(0, end) };
  }

  /** False while too few bytes are there to tell. */
  private skipByteOrderMark(last = false): boolean {
    if (this.pending.length < 3 && !last) return false;
    this.atStart = false;
    const [a, b, c] = this.pending;
    if (a === 0xef && b === 0xbb && c === 0xbf) this.pending = this.pending.subarray(3);
    return true;
  }
}

function after(state: State, byte: number, separator: number): State {
  switch (state) {
    case At.Quoted:
      return byte === QUOTE ? At.QuoteInQuoted : At.Quoted;
    case At.QuoteInQuoted:
      if (byte === QUOTE) return At.Quoted;
      return byte === separator ? At.FieldStart : At.Plain;
    case At.FieldStart:
      if (byte === QUOTE) return At.Quoted;
      return byte === separator ? At.FieldStart : At.Plain;
    default:
      return byte === separator ? At.FieldStart : At.Plain;
  }
}
