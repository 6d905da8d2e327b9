import type { IncomingMessage } from 'node:http';
import { WeirError } from '@weir/core/errors';
import type { Deadlines, Timed } from '../deadlines.ts';
import { type BodyMemory, COUNTED_FROM } from './body-memory.ts';

export interface BodyLimits {
  maxBytes: number;
  /** Longest pause of the sender, ms. */
  idleMs: number;
}

const EMPTY = Buffer.alloc(0);

/**
 * Reads a request body whole, within its limits. The caller must `release()` once the body is no longer needed.
 * Rejects with WeirError `body_too_large`, `body_incomplete`; with `body_incomplete`, too, when the client left.
 */
export class RequestBody implements Timed {
  place = -1;
  private readonly chunks: Buffer[] = [];
  private size = 0;
  private counted = 0;
  private activeAt: number;
  private settled = false;
  private accept: (body: Buffer) => void = () => {};
  private refuse: (error: WeirError) => void = () => {};
  private readonly req: IncomingMessage;
  private readonly declared: number;
  private readonly limits: BodyLimits;
  private readonly memory: BodyMemory;
  private readonly deadlines: Deadlines;

  constructor(
    req: IncomingMessage,
    declared: number,
    limits: BodyLimits,
    memory: BodyMemory,
    deadlines: Deadlines,
  ) {
    this.req = req;
    this.declared = declared;
    this.limits = limits;
    this.memory = memory;
    this.deadlines = deadlines;
    this.activeAt = deadlines.now;
  }

  read(): Promise<Buffer> {
    return new Promise((resolve, reject) => {
      this.accept = resolve;
      this.refuse = reject;
      if (this.declared > this.limits.maxBytes) return this.fail(tooLarge(this.limits.maxBytes));
      this.deadlines.add(this);
      if (this.declared <= COUNTED_FROM) return this.listen();
      this.count(this.declared, () => this.listen());
    });
  }

  release(): void {
    if (this.counted > 0) this.memory.give(this.counted);
    this.counted = 0;
  }

  check(now: number): void {
    if (now - this.activeAt > this.limits.idleMs) this.fail(incomplete(this.limits.idleMs));
  }

  private listen(): void {
    const { req } = this;
    req.on('data', (chunk: Buffer) => this.take(chunk));
    req.on('end', () => this.finish());
    req.on('aborted', () => this.fail(left()));
    req.on('error', () => this.fail(left()));
  }

  private take(chunk: Buffer): void {
    if (this.settled) return;
    this.activeAt = this.deadlines.now;
    this.size += chunk.length;
    this.chunks.push(chunk);
    if (this.size > this.limits.maxBytes) this.fail(tooLarge(this.limits.maxBytes));
    else if (this.size > COUNTED_FROM && this.counted === 0) {
      this.req.pause();
      this.count(this.limits.maxBytes, () => this.req.resume());
    }
  }

  /** Room is granted for the whole body at once: bodies that wait for each other's second half would never end. */
  private count(bytes: number, proceed: () => void): void {
    const granted = this.memory.take(bytes);
    const go = () => {
      this.counted = bytes;
      this.activeAt = this.deadlines.now;
      if (this.settled) this.release();
      else proceed();
    };
    if (granted === undefined) go();
    else void granted.then(go);
  }

  private finish(): void {
    if (this.settled) return;
    this.settled = true;
    this.deadlines.remove(this);
    const [only = EMPTY] = this.chunks;
    this.accept(this.chunks.length > 1 ? Buffer.concat(this.chunks, this.size) : only);
  }

  private fail(error: WeirError): void {
    if (this.settled) return;
    this.settled = true;
    this.deadlines.remove(this);
    this.chunks.length = 0;
    this.release();
    this.refuse(error);
  }
}

function tooLarge(limit: number): WeirError {
  return new WeirError('body_too_large', `The request body is larger than ${limit} bytes.`, {
    remedy: 'Send less, or have the operator raise gateway.max_body_bytes.',
  });
}

function incomplete(idleMs: number): WeirError {
  return new WeirError('body_incomplete', `The request body did not arrive: nothing for ${idleMs} ms.`, {
    remedy: 'Send the whole body without long pauses, then try again.',
  });
}

function left(): WeirError {
  return new WeirError('body_incomplete', 'The connection closed before the request body was complete.', {
    remedy: 'Send the request again.',
  });
}
