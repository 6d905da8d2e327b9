import type { Extra, Frame, Framing } from './frames.ts';

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const OPEN = 0x7b;
const CLOSE = 0x7d;
const SEPARATOR = ',\r\n';

/** A JSON array that grows: Gemini's streams without `alt=sse`. Separators are frames without a payload. */
export class ArrayFraming implements Framing {
  private parts: Buffer[] = [];
  private depth = 0;
  private quoted = false;
  private escaped = false;

  push(chunk: Buffer): Frame[] {
    const frames: Frame[] = [];
    let from = 0;
    for (let at = 0; at < chunk.length; at += 1) {
      const byte = chunk[at] ?? 0;
      if (this.quoted) {
        if (this.escaped) this.escaped = false;
        else if (byte === BACKSLASH) this.escaped = true;
        else if (byte === QUOTE) this.quoted = false;
      } else if (byte === QUOTE) this.quoted = true;
      else if (byte === OPEN) {
        if (this.depth === 0 && at > from) frames.push({ raw: chunk.subarray(from, at), payload: undefined });
        if (this.depth === 0) from = at;
        this.depth += 1;
      } else if (byte === CLOSE && this.depth > 0) {
        this.depth -= 1;
        if (this.depth > 0) continue;
        const raw = Buffer.concat([...this.parts, chunk.subarray(from, at + 1)]);
        this.parts = [];
        frames.push({ raw, payload: raw });
        from = at + 1;
      }
    }
    const rest = chunk.subarray(from);
    if (rest.length === 0) return frames;
    if (this.depth > 0) this.parts.push(rest);
    else frames.push({ raw: rest, payload: undefined });
    return frames;
  }

  end(): Frame[] {
    const raw = Buffer.concat(this.parts);
    this.parts = [];
    return raw.length === 0 ? [] : [{ raw, payload: undefined }];
  }

  withPayload(_frame: Frame, payload: Buffer): Buffer {
    return payload;
  }

  insert(documents: readonly Extra[], next: Frame | undefined, nextBytes: Buffer): Buffer {
    const bodies = documents.map((extra) => extra.json).join(SEPARATOR);
    // an element's own separator has gone out already; the closing bracket needs one before the insertion
    const text = next?.payload === undefined ? SEPARATOR + bodies : bodies + SEPARATOR;
    return Buffer.concat([Buffer.from(text), nextBytes]);
  }

  isEnd(frame: Frame): boolean {
    return frame.payload === undefined && frame.raw.includes(0x5d);
  }
}
