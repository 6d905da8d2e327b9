import type { Deadlines, Timed } from '../deadlines.ts';
import { Cut, type Expiry } from './failure.ts';
import { type AnswerHead, readAnswerHead } from './headers.ts';
import type { UpstreamHandler } from './http1/index.ts';

/** Takes the body of one answer. */
export interface AnswerSink {
  /** False to pause: then call the attempt's `resume` when ready. */
  data(chunk: Buffer): boolean;
  complete(): void;
  fail(error: Error): void;
}

/** What takes the body may hold the provider back, and send it away. */
export interface AttemptControl {
  resume(): void;
  cancel(expiry: Expiry): void;
}

export interface AttemptListener {
  /** The provider answered; returns who takes the body. */
  answered(head: AnswerHead): AnswerSink;
  /** No answer will come. */
  failed(error: Error): void;
}

export interface Timeouts {
  firstByteMs: number;
  idleMs: number;
  /** Monotonic ms at which the whole call must have ended. */
  totalAt: number;
}

/**
 * One upstream try: hears of its request from the connection pool, gets bytes as they are read and may pause them.
 * All waits but connecting are watched by the gateway's deadlines.
 */
export class Attempt implements UpstreamHandler, Timed {
  place = -1;
  /** Monotonic ms. */
  readonly startedAt: number;
  firstByteAt: number | undefined;
  head: AnswerHead | undefined;
  /** The request went out on a connection; before that nothing can have been billed. */
  sent = false;
  private sink: AnswerSink | undefined;
  private abort: ((error: Error) => void) | undefined;
  private resumeBody: (() => void) | undefined;
  private cut: Cut | undefined;
  private ended = false;
  private paused = false;
  private activeAt: number;
  private clientUntil = Number.POSITIVE_INFINITY;
  private readonly listener: AttemptListener;
  private readonly deadlines: Deadlines;
  private readonly timeouts: Timeouts;
  private readonly requestIdHeaders: readonly string[];
  private readonly monotonic: () => number;

  constructor(
    listener: AttemptListener,
    timeouts: Timeouts,
    deadlines: Deadlines,
    requestIdHeaders: readonly string[],
    monotonic: () => number,
  ) {
    this.listener = listener;
    this.timeouts = timeouts;
    this.deadlines = deadlines;
    this.requestIdHeaders = requestIdHeaders;
    this.monotonic = monotonic;
    this.startedAt = monotonic();
    this.activeAt = deadlines.now;
    deadlines.add(this);
  }

  /** Ends the try from our side; the listener or sink hears of it at once. */
  cancel(expiry: Expiry): void {
    if (this.ended) return;
    this.cut = new Cut(expiry);
    this.finish(this.cut);
    this.abort?.(this.cut);
  }

  /** It was never sent and nobody is told. */
  abandon(): void {
    this.ended = true;
    this.deadlines.remove(this);
  }

  /** Lets the try go on for so long after the client has left. */
  limit(ms: number): void {
    this.clientUntil = Math.min(this.clientUntil, this.deadlines.now + ms);
    this.resume();
  }

  resume(): void {
    if (!this.paused) return;
    this.paused = false;
    this.activeAt = this.deadlines.now;
    this.resumeBody?.();
  }

  check(now: number): void {
    if (now > this.timeouts.totalAt) this.cancel('total');
    else if (now > this.clientUntil) this.cancel('client');
    else if (this.head === undefined) {
      if (now - this.activeAt > this.timeouts.firstByteMs) this.cancel('first_byte');
    } else if (!this.paused && now - this.activeAt > this.timeouts.idleMs) this.cancel('idle');
  }

  onConnect(abort: (error: Error) => void): void {
    if (this.cut !== undefined) {
      abort(this.cut);
      return;
    }
    this.abort = abort;
    this.sent = true;
  }

  onHeaders(status: number, headers: string[], resume: () => void): void {
    if (this.ended) return;
    this.firstByteAt = this.monotonic();
    this.activeAt = this.deadlines.now;
    this.resumeBody = resume;
    this.head = readAnswerHead(status, headers, this.requestIdHeaders);
    this.sink = this.listener.answered(this.head);
  }

  onData(chunk: Buffer): boolean {
    if (this.ended || this.sink === undefined) return true;
    this.activeAt = this.deadlines.now;
    if (this.sink.data(chunk)) return true;
    this.paused = true;
    return false;
  }

  onComplete(): void {
    if (this.ended) return;
    this.ended = true;
    this.deadlines.remove(this);
    this.sink?.complete();
  }

  onError(error: Error): void {
    this.finish(error);
  }

  private finish(error: Error): void {
    if (this.ended) return;
    this.ended = true;
    this.deadlines.remove(this);
    if (this.sink === undefined) this.listener.failed(error);
    else this.sink.fail(error);
  }
}
