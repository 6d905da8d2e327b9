import { once } from 'node:events';
import { type Framing, SSE } from './framing.ts';
import { pause } from './http.ts';
import type { Turn } from './world.ts';

/**
 * The sending side of an event stream: paces frames, respects a slow reader, and plays the faults that concern a
 * stream (cut, hang, error-event, malformed, slow).
 */
export class EventStream {
  private sent = 0;
  private over = false;
  private readonly turn: Turn;
  private readonly framing: Framing;
  private readonly errorFrame: string | ((sent: number) => string);

  constructor(
    turn: Turn,
    headers: Record<string, string>,
    errorFrame: string | ((sent: number) => string),
    framing: Framing = turn.framing ?? SSE,
  ) {
    this.turn = turn;
    this.framing = framing;
    this.errorFrame = errorFrame;
    turn.res.writeHead(200, {
      ...headers,
      'content-type': framing.contentType,
      'cache-control': 'no-cache',
    });
  }

  /** False when the stream is over, be it by a fault or because the client left: then send nothing more. */
  async send(frame: string, waitMs = 0): Promise<boolean> {
    const { directives, res, gone } = this.turn;
    if (this.over || (await this.fault())) return false;
    if (!(await pause(this.turn, waitMs + (directives.slowMs ?? 0)))) return this.stop();
    this.sent += 1;
    const whole = this.framing.frame(frame);
    const bytes = directives.malformed === true && this.sent === 3 ? broken(whole) : whole;
    if (!res.write(bytes) && !gone.aborted) {
      await once(res, 'drain', { signal: gone }).catch(() => undefined);
    }
    return gone.aborted ? this.stop() : true;
  }

  end(): void {
    if (!this.over) this.turn.res.end();
  }

  private async fault(): Promise<boolean> {
    const { directives, res } = this.turn;
    if (directives.cutAfter === this.sent) {
      this.over = true;
      // What was written must be seen first; then the socket goes without a proper end.
      res.write('', () => res.destroy());
    } else if (directives.hangAfter === this.sent) {
      this.over = true;
    } else if (directives.errorEventAfter === this.sent) {
      this.over = true;
      const frame = typeof this.errorFrame === 'string' ? this.errorFrame : this.errorFrame(this.sent);
      res.end(this.framing.error(frame));
    }
    return this.over;
  }

  private stop(): false {
    this.over = true;
    return false;
  }
}

/** Binary framings have checksums: a wrong byte is what damage looks like there. */
function broken(frame: string | Uint8Array): string | Uint8Array {
  if (typeof frame === 'string') return `${frame.slice(0, Math.ceil(frame.length * 0.6)).trimEnd()}\n\n`;
  const damaged = Uint8Array.from(frame);
  damaged[damaged.length - 5] = (damaged[damaged.length - 5] ?? 0) ^ 0xff;
  return damaged;
}
