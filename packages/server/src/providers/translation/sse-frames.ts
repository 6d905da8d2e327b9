/** One server-sent event; a comment or an event without data has no data. */
export interface Frame {
  readonly event: string | undefined;
  readonly data: string | undefined;
}

/** No event of any provider is as long; more is a fault, not an event. */
export const FRAME_LIMIT = 32 * 1024 * 1024;

const LF = 0x0a;

/** Cuts bytes into server-sent events, whatever the chunk boundaries. */
export class SseFrames {
  /** An event passed FRAME_LIMIT: nothing more is read. */
  overflown = false;
  private readonly pieces: Buffer[] = [];
  private waiting = 0;
  private event: string | undefined;
  private data: string[] = [];

  push(chunk: Buffer): Frame[] {
    const frames: Frame[] = [];
    let from = 0;
    while (!this.overflown) {
      const end = chunk.indexOf(LF, from);
      if (end === -1) break;
      this.pieces.push(chunk.subarray(from, end));
      const line = Buffer.concat(this.pieces).toString('utf8');
      this.pieces.length = 0;
      from = end + 1;
      this.line(line.endsWith('\r') ? line.slice(0, -1) : line, frames);
    }
    if (from < chunk.length) this.pieces.push(chunk.subarray(from));
    this.waiting = frames.length > 0 ? chunk.length - from : this.waiting + chunk.length;
    if (this.waiting > FRAME_LIMIT) this.overflown = true;
    return frames;
  }

  /** A last event whose blank line never came. */
  end(): Frame[] {
    return this.push(Buffer.from('\n\n'));
  }

  private line(line: string, frames: Frame[]): void {
    if (line === '') {
      if (this.data.length > 0) frames.push({ event: this.event, data: this.data.join('\n') });
      this.event = undefined;
      this.data = [];
    } else if (line.startsWith(':')) frames.push({ event: undefined, data: undefined });
    else if (line.startsWith('data:')) this.data.push(value(line, 5));
    else if (line.startsWith('event:')) this.event = value(line, 6);
  }
}

function value(line: string, from: number): string {
  return line.slice(line[from] === ' ' ? from + 1 : from);
}

export function sseFrame(data: unknown, event?: string): string {
  const head = event === undefined ? '' : `event: ${event}\n`;
  return `${head}data: ${JSON.stringify(data)}\n\n`;
}

export const KEEP_ALIVE = ': keep-alive\n\n';
