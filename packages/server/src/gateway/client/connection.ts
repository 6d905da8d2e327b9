import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AnswerClient } from './answer-client.ts';

/** An unread request body longer than this is not worth reading just to keep the connection. */
const WORTH_READING = 64 * 1024;
/** How long a caller may go on sending a body that was refused, so that it can read the refusal. */
const LINGER_MS = 2_000;

/** The client's side of a call: knows whether the client is still there and whether it keeps up. */
export class ClientConnection implements AnswerClient {
  /** The client went away before it had its answer. */
  gone = false;
  /** Sees the bytes of the answer as they leave. */
  observer: ((bytes: Buffer) => void) | undefined;
  private done = false;
  private wrote = false;
  private onGone: (() => void) | undefined;
  private onDrain: (() => void) | undefined;
  private readonly res: ServerResponse;

  constructor(res: ServerResponse) {
    this.res = res;
    res.on('close', () => {
      if (this.done) return;
      this.gone = true;
      this.onGone?.();
      this.drained();
    });
  }

  get headSent(): boolean {
    return this.res.headersSent;
  }

  whenGone(listener: () => void): void {
    this.onGone = listener;
  }

  /** Status and headers; the bytes leave with the first write, or at the end of this turn. */
  start(status: number, headers: string[]): void {
    if (this.gone) return;
    this.res.writeHead(status, headers);
    queueMicrotask(() => {
      if (!this.wrote && !this.done && !this.gone) this.res.flushHeaders();
    });
  }

  /** False when the client cannot keep up: then wait for `whenDrained`. */
  write(bytes: Buffer): boolean {
    this.wrote = true;
    this.observer?.(bytes);
    return this.gone || this.res.write(bytes);
  }

  whenDrained(listener: () => void): void {
    if (this.onDrain === undefined) this.res.once('drain', () => this.drained());
    this.onDrain = listener;
  }

  /** A whole answer at once. */
  send(status: number, headers: string[], body: Buffer | string): void {
    this.done = true;
    if (this.gone) return;
    this.observer?.(Buffer.from(body));
    this.res.writeHead(status, headers);
    this.res.end(body);
  }

  /**
   * As `send`, although the request may still be coming in. Closing at once would reset the connection and the caller
   * might never see the answer, so a long body is read away for a moment first.
   */
  refuse(status: number, headers: string[], body: Buffer, req: IncomingMessage): void {
    if (req.complete || Number(req.headers['content-length'] ?? Number.NaN) <= WORTH_READING) {
      this.send(status, headers, body);
      return;
    }
    this.done = true;
    if (this.gone) return;
    this.res.writeHead(status, [...headers, 'connection', 'close']);
    this.res.write(body);
    const end = () => {
      clearTimeout(timer);
      this.res.end();
    };
    const timer = setTimeout(end, LINGER_MS);
    timer.unref();
    req.removeAllListeners('data').on('data', () => {});
    req
      .once('end', end)
      .once('close', end)
      .on('error', () => {});
    req.resume();
  }

  end(last: Buffer | string | undefined): void {
    this.done = true;
    if (this.gone) return;
    if (last === undefined) this.res.end();
    else {
      this.observer?.(Buffer.from(last));
      this.res.end(last);
    }
  }

  /** Breaks the connection: the only honest end of an answer whose rest is missing. */
  break(): void {
    this.done = true;
    this.res.destroy();
  }

  private drained(): void {
    const listener = this.onDrain;
    this.onDrain = undefined;
    listener?.();
  }
}
