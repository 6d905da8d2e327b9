import { WeirError } from '@weir/core/errors';
import { splitRecords } from '../calls/csv-records.ts';
import { type TextReader, textReader } from './encoding.ts';
import { parseExactJson } from './exact-json.ts';
import type { Encoding, Fields, FileRow } from './rows.ts';

/** One JSON object per line. */
export async function* jsonLineRows(
  input: AsyncIterable<Uint8Array>,
  encoding: Encoding,
): AsyncGenerator<FileRow> {
  const text = textReader(encoding);
  let first = true;
  for await (const { line, bytes, unended } of splitRecords(input, { quotes: false })) {
    if (bytes.length === 0) continue;
    const row = rowOf(line, bytes, text);
    if (first && 'reason' in row && bytes.toString().trim() === '{') throw oneObject();
    first = false;
    yield unended && 'reason' in row ? { ...row, reason: ENDS, cut: true } : row;
  }
}

const ENDS = 'the file ends in the middle of this row';

const OPEN = { square: 0x5b, curly: 0x7b };
const CLOSE = { square: 0x5d, curly: 0x7d };
const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COMMA = 0x2c;
const LINE_FEED = 0x0a;

/** An element longer than this is not held in memory. */
const LONGEST_ELEMENT = 4 * 1024 * 1024;

/** The objects of one JSON array, one at a time. */
export async function* jsonArrayRows(
  input: AsyncIterable<Uint8Array>,
  encoding: Encoding,
): AsyncGenerator<FileRow> {
  const text = textReader(encoding);
  const scan = new ArrayScan();
  for await (const chunk of input) {
    for (const { line, bytes } of scan.push(Buffer.from(chunk))) yield rowOf(line, bytes, text);
  }
  if (scan.closed) return;
  yield { line: scan.line, reason: ENDS, row: { text: text.lossy(scan.rest()) }, cut: true };
}

/** Finds where the elements of an array end, without parsing them. */
class ArrayScan {
  closed = false;
  line = 1;
  /** Bytes from the start of the element being read. */
  private pending: Buffer = Buffer.alloc(0);
  /** How far `pending` has been scanned. */
  private scanned = 0;
  private depth = 0;
  private quoted = false;
  private escaped = false;
  /** Line of the first character of the element; undefined before it. */
  private startLine: number | undefined;

  rest(): Buffer {
    return this.pending.subarray(0, 2_000);
  }

  *push(chunk: Buffer): Generator<{ line: number; bytes: Buffer }> {
    this.pending = this.pending.length === 0 ? chunk : Buffer.concat([this.pending, chunk]);
    const { pending } = this;
    let start = 0;
    let i = this.scanned;
    for (; i < pending.length && !this.closed; i++) {
      const byte = pending[i] ?? 0;
      const inArray = this.depth > 0;
      const ends = this.step(byte);
      if (!inArray) {
        start = i + 1;
      } else if (ends) {
        if (this.startLine !== undefined) yield { line: this.startLine, bytes: pending.subarray(start, i) };
        start = i + 1;
        this.startLine = undefined;
      } else if (byte > 0x20) {
        this.startLine ??= this.line;
      }
    }
    this.pending = pending.subarray(start);
    this.scanned = i - start;
    if (this.pending.length > LONGEST_ELEMENT) {
      const where = `The element that begins on line ${this.startLine ?? this.line}`;
      throw new WeirError('invalid_argument', `${where} is longer than 4 MiB`, {
        remedy: 'Give one JSON object per line.',
      });
    }
  }

  /** True where an element of the array ends. */
  private step(byte: number): boolean {
    if (byte === LINE_FEED) this.line++;
    if (this.quoted) {
      this.inString(byte);
    } else if (byte === QUOTE) {
      this.quoted = true;
    } else if (byte === OPEN.square || byte === OPEN.curly) {
      this.depth++;
    } else if (byte === CLOSE.square || byte === CLOSE.curly) {
      this.depth--;
      this.closed = this.depth === 0;
      return this.closed;
    } else {
      return byte === COMMA && this.depth === 1;
    }
    return false;
  }

  private inString(byte: number): void {
    if (this.escaped) this.escaped = false;
    else if (byte === BACKSLASH) this.escaped = true;
    else if (byte === QUOTE) this.quoted = false;
  }
}

function rowOf(line: number, bytes: Uint8Array, text: TextReader): FileRow {
  const decoded = text.exact(bytes);
  const bad = (reason: string): FileRow => ({
    line,
    reason,
    row: { text: text.lossy(bytes.subarray(0, 10_000)) },
  });
  if (decoded === undefined) return bad(text.problem);
  try {
    const value = parseExactJson(decoded);
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return bad('not a JSON object');
    return { line, fields: value as Fields };
  } catch (cause) {
    return bad(`not JSON: ${cause instanceof Error ? cause.message : String(cause)}`);
  }
}

function oneObject(): WeirError {
  return new WeirError('invalid_argument', 'The file is one JSON object over several lines, not rows', {
    remedy: 'Give one JSON object per line, or an array of objects.',
  });
}
