import { type DecodedRecord, decodeLine } from './lines.ts';

const NEWLINE = 0x0a;
/** Where a line may begin inside damaged bytes: a checksum, then the opening bracket of a body. */
const LINE_START = /[0-9a-f]{8} \[/g;

/** One record and where its line stands, as offsets into the scanned bytes. */
export interface ScannedRecord {
  record: DecodedRecord;
  from: number;
  to: number;
}

/** Bytes in which no record could be found. */
export interface DamagedBytes {
  from: number;
  to: number;
  /** torn: the file ends within a line, as after a crash. corrupt: a line in the middle fails its checksum. */
  kind: 'torn' | 'corrupt';
}

export interface Scan {
  records: ScannedRecord[];
  damaged: DamagedBytes[];
  /** Offset behind the last consumed line. */
  consumed: number;
}

/**
 * Reads whole lines. A line that fails its checksum is searched for lines inside it, so that a lost newline costs
 * nothing more. With `final` the bytes after the last newline are consumed, too: nothing will follow them.
 */
export function scanLines(
  bytes: Buffer,
  options: { instance: string; final: boolean; maxEnds?: number },
): Scan {
  const { instance, final, maxEnds = Number.POSITIVE_INFINITY } = options;
  const scan: Scan = { records: [], damaged: [], consumed: 0 };
  let ends = 0;
  while (ends < maxEnds) {
    const newline = bytes.indexOf(NEWLINE, scan.consumed);
    const complete = newline !== -1;
    if (!complete && (!final || scan.consumed === bytes.length)) break;
    const stop = complete ? newline : bytes.length;
    const before = scan.records.length;
    readSpan({ bytes, from: scan.consumed, stop, instance, torn: !complete }, scan);
    scan.consumed = complete ? newline + 1 : bytes.length;
    for (const { record } of scan.records.slice(before)) if (record.t === 'end') ends++;
  }
  return scan;
}

interface LineSpan {
  bytes: Buffer;
  from: number;
  stop: number;
  instance: string;
  torn: boolean;
}

function readSpan(span: LineSpan, scan: Scan): void {
  const { bytes, from, stop, instance } = span;
  const to = Math.min(stop + 1, bytes.length);
  const record = decodeLine(bytes.subarray(from, stop), instance);
  if (record !== undefined) scan.records.push({ record, from, to });
  else salvage(span, scan);
}

/** Tries every place a line could begin; what stays unreadable is reported as one damaged span each. */
function salvage({ bytes, from, stop, instance, torn }: LineSpan, scan: Scan): void {
  const text = bytes.toString('latin1', from, stop);
  const starts = [...text.matchAll(LINE_START)].map((match) => from + match.index).filter((at) => at > from);
  const bounds = [from, ...starts, stop];
  let damagedFrom: number | undefined;
  for (let i = 0; i + 1 < bounds.length; i++) {
    const at = bounds[i] as number;
    const next = bounds[i + 1] as number;
    // in front of a line found inside stands what was its newline
    const ends = next === stop ? [stop, stop - 1] : [next - 1, next];
    const record = ends.map((end) => decodeLine(bytes.subarray(at, end), instance)).find((found) => found);
    if (record === undefined) {
      damagedFrom ??= at;
      continue;
    }
    if (damagedFrom !== undefined) scan.damaged.push({ from: damagedFrom, to: at, kind: 'corrupt' });
    damagedFrom = undefined;
    scan.records.push({ record, from: at, to: next });
  }
  if (damagedFrom !== undefined) {
    scan.damaged.push({ from: damagedFrom, to: stop, kind: torn ? 'torn' : 'corrupt' });
  }
}
