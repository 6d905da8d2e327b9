import { crc32 } from 'node:zlib';
import type { CallFact } from '@weir/core/contract';
import { unpackBegun, unpackCharges, unpackEnd } from './decode.ts';
import { attemptText, markText, RAW_USAGE_MARK, RecordEncoder, sameBeginning, wholeText } from './encode.ts';
import type { AttemptRecord, BegunCall, MarkRecord, SpoolRecord } from './records.ts';

/** `<crc32 as 8 hex digits><space>` before the body. */
const PREFIX_BYTES = 9;
const NEWLINE = 0x0a;
const SPACE = 0x20;
const INITIAL_BYTES = 256 * 1024;
/** Never more than 3 bytes of UTF-8 for one UTF-16 unit. */
const BYTES_PER_UNIT = 3;
const HEX_DIGITS = Buffer.from('0123456789abcdef', 'latin1');

/**
 * A decoded line. An end holds either the whole call or what it adds to its begin, which stands earlier in the same
 * directory.
 */
export type DecodedRecord =
  | { t: 'begin'; call: BegunCall }
  | AttemptRecord
  | MarkRecord
  | { t: 'end'; call_id: string; complete: (begun: BegunCall | undefined) => CallFact | undefined };

/** Lines waiting to be written, encoded one after the other into one buffer that is used again and again. */
export class LineBuffer {
  bytes: Buffer = Buffer.allocUnsafe(INITIAL_BYTES);
  length = 0;
  private readonly encoder: RecordEncoder;
  /** Calls begun here and not ended: their ends need not repeat what the begin has said. */
  private readonly open = new Map<string, BegunCall>();

  constructor(instance: string) {
    this.encoder = new RecordEncoder(instance);
  }

  /** Appends the record's line and returns where it ends. */
  append(record: SpoolRecord): number {
    const body = this.encode(record);
    this.reserve(PREFIX_BYTES + body.length * BYTES_PER_UNIT + 1);
    const start = this.length;
    const from = start + PREFIX_BYTES;
    const to = from + this.bytes.write(body, from, 'utf8');
    writeHex(this.bytes, crc32(this.bytes.subarray(from, to)), start);
    this.bytes[from - 1] = SPACE;
    this.bytes[to] = NEWLINE;
    this.length = to + 1;
    return this.length;
  }

  clear(): void {
    this.length = 0;
    if (this.bytes.length > 16 * INITIAL_BYTES) this.bytes = Buffer.allocUnsafe(INITIAL_BYTES);
  }

  /** This begin never reached the disk: its end, should one come, must stand for itself. */
  forget(callId: string): void {
    this.open.delete(callId);
  }

  private encode(record: SpoolRecord): string {
    switch (record.t) {
      case 'begin': {
        const { call } = record;
        this.open.set(call.call_id, call);
        return this.encoder.begin(call);
      }
      case 'attempt':
        return attemptText(record);
      case 'mark':
        return markText(record);
      case 'end': {
        const { call } = record;
        const begun = this.open.get(call.call_id);
        this.open.delete(call.call_id);
        return begun !== undefined && sameBeginning(call, begun) ? this.encoder.end(call) : wholeText(call);
      }
    }
  }

  private reserve(bytes: number): void {
    const needed = this.length + bytes;
    if (needed <= this.bytes.length) return;
    const larger = Buffer.allocUnsafe(Math.max(needed, this.bytes.length * 2));
    this.bytes.copy(larger, 0, 0, this.length);
    this.bytes = larger;
  }
}

function writeHex(target: Buffer, value: number, at: number): void {
  for (let i = 0; i < 8; i++) target[at + i] = HEX_DIGITS[(value >>> (28 - 4 * i)) & 0xf] as number;
}

/** The record of one line without its newline, or undefined when the line is damaged. */
export function decodeLine(line: Buffer, instance: string): DecodedRecord | undefined {
  if (line.length <= PREFIX_BYTES || line[PREFIX_BYTES - 1] !== SPACE) return undefined;
  const checksum = Number.parseInt(line.toString('latin1', 0, PREFIX_BYTES - 1), 16);
  const body = line.subarray(PREFIX_BYTES);
  if (checksum !== crc32(body)) return undefined;
  try {
    return decodeBody(body.toString('utf8'), instance);
  } catch {
    return undefined;
  }
}

function decodeBody(body: string, instance: string): DecodedRecord | undefined {
  const mark = body.indexOf(RAW_USAGE_MARK);
  const rawUsage = mark === -1 ? undefined : body.slice(mark + 1);
  const cells = JSON.parse(mark === -1 ? body : body.slice(0, mark)) as unknown[];
  switch (cells[0]) {
    case 'b':
      return { t: 'begin', call: unpackBegun(cells, instance) };
    case 'a':
      return {
        t: 'attempt',
        call_id: cells[1] as string,
        attempt: cells[2] as number,
        provider: cells[3] as string,
        model: cells[4] as string,
        charges: unpackCharges(cells[5] as unknown[], ''),
      };
    case 'm':
      return { t: 'mark', at: cells[1] as number, settled: cells[2] as MarkRecord['settled'] };
    case 'e':
      return {
        t: 'end',
        call_id: cells[1] as string,
        complete: (begun) => (begun === undefined ? undefined : unpackEnd(cells, begun, rawUsage)),
      };
    case 'f': {
      const call = cells[1] as CallFact;
      return { t: 'end', call_id: call.call_id, complete: () => call };
    }
    default:
      return undefined;
  }
}
