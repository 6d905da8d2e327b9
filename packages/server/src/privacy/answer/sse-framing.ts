import type { Extra, Frame, Framing } from './frames.ts';

const LF = 0x0a;
const CR = 0x0d;
const COLON = 0x3a;
const OPEN = 0x7b;
const NOTHING = Buffer.alloc(0);
const LOOKBACK = 3;
const DATA = /^data:[ ]?/;

/** Server-sent events. Comment lines are frames of their own: they keep connections alive and must not wait. */
export class SseFraming implements Framing {
  private parts: Buffer[] = [];
  /** Last bytes of what waits: a blank line may be split over chunks. */
  private tail: Buffer = NOTHING;
  private comment = false;

  push(chunk: Buffer): Frame[] {
    if (this.parts.length > 0 && !this.mayComplete(chunk)) {
      this.parts.push(chunk);
      return [];
    }
    const bytes = this.parts.length === 0 ? chunk : Buffer.concat([...this.parts, chunk]);
    const frames: Frame[] = [];
    let at = 0;
    while (at < bytes.length) {
      const end = frameEnd(bytes, at);
      if (end === -1) break;
      frames.push(frameOf(bytes.subarray(at, end)));
      at = end;
    }
    this.keep(bytes.subarray(at));
    return frames;
  }

  end(): Frame[] {
    const rest = Buffer.concat(this.parts);
    this.keep(NOTHING);
    return rest.length === 0 ? [] : [frameOf(rest)];
  }

  withPayload(frame: Frame, payload: Buffer): Buffer {
    const at =
      frame.payload?.buffer === frame.raw.buffer ? frame.payload.byteOffset - frame.raw.byteOffset : -1;
    if (at >= 0 && !payload.includes(LF)) {
      const after = frame.raw.subarray(at + (frame.payload?.length ?? 0));
      return Buffer.concat([frame.raw.subarray(0, at), payload, after]);
    }
    const lines = frame.raw.toString('utf8').split('\n');
    const first = lines.findIndex((line) => DATA.test(line));
    const cr = lines[first]?.endsWith('\r') === true ? '\r' : '';
    const data = payload
      .toString('utf8')
      .split('\n')
      .map((line) => `data: ${line}${cr}`);
    const out = lines.flatMap((line, i) => (i === first ? data : DATA.test(line) ? [] : [line]));
    return Buffer.from(out.join('\n'));
  }

  insert(documents: readonly Extra[], _next: Frame | undefined, nextBytes: Buffer): Buffer {
    const extras = documents.map(({ json, like }) => this.withPayload(like, Buffer.from(json)));
    return Buffer.concat([...extras, nextBytes]);
  }

  isEnd(frame: Frame): boolean {
    return frame.payload === undefined && frame.raw.includes('[DONE]') && frame.raw.includes('data:');
  }

  private mayComplete(chunk: Buffer): boolean {
    const seam = Buffer.concat([this.tail, chunk]);
    this.tail = seam.subarray(Math.max(0, seam.length - LOOKBACK));
    return this.comment || blankLineEnd(seam, 0) !== -1;
  }

  private keep(rest: Buffer): void {
    this.parts = rest.length === 0 ? [] : [rest];
    this.tail = rest.subarray(Math.max(0, rest.length - LOOKBACK));
    this.comment = rest[0] === COLON || rest[0] === CR;
  }
}

function frameOf(raw: Buffer): Frame {
  const start = raw.indexOf('data:') === 0 ? 0 : raw.indexOf('\ndata:') + 1;
  if (start === 0 && raw[0] !== 0x64) return { raw, payload: undefined };
  const more = raw.indexOf('\ndata:', start);
  if (more !== -1) return { raw, payload: joined(raw) };
  const lineEnd = raw.indexOf(LF, start);
  let end = lineEnd === -1 ? raw.length : lineEnd;
  if (raw[end - 1] === CR) end -= 1;
  const from = start + (raw[start + 5] === 0x20 ? 6 : 5);
  return { raw, payload: raw[from] === OPEN ? raw.subarray(from, end) : undefined };
}

/** Several data lines are one document. */
function joined(raw: Buffer): Buffer | undefined {
  const text = raw
    .toString('utf8')
    .split('\n')
    .filter((line) => DATA.test(line))
    .map((line) => line.replace(DATA, '').replace(/\r$/, ''))
    .join('\n');
  return text.startsWith('{') ? Buffer.from(text) : undefined;
}

function frameEnd(bytes: Buffer, start: number): number {
  const first = bytes[start];
  if (first === COLON || first === LF || first === CR) {
    const lineEnd = bytes.indexOf(LF, start);
    return lineEnd === -1 ? -1 : lineEnd + 1;
  }
  return blankLineEnd(bytes, start);
}

function blankLineEnd(bytes: Buffer, start: number): number {
  for (let at = bytes.indexOf(LF, start); at !== -1; at = bytes.indexOf(LF, at + 1)) {
    if (bytes[at + 1] === LF) return at + 2;
    if (bytes[at + 1] === CR && bytes[at + 2] === LF) return at + 3;
  }
  return -1;
}
