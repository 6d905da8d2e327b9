import type { IncomingMessage } from 'node:http';
import { WeirError } from '@weir/core/errors';
import type { Deadlines, Timed } from '../deadlines.ts';
import { type BodyMemory, type BodyShare, COUNTED_FROM } from './body-memory.ts';
import { ChunkGatherer } from './chunk-gatherer.ts';

export interface BodyLimits {
  maxBytes: number;
  /** Longest pause of the sender, ms. */
  idleMs: number;
}

/** Room is taken in steps of this many bytes. */
const STEP = 1024 * 1024;

/**
 * Reads a request body whole, within its limits. The caller must `release()` once the body is no longer needed.
 * Rejects with WeirError `body_too_large`, `body_incomplete`; with `body_incomplete`, too, when the client left.
 */
export class RequestBody implements Timed, BodyShare {
  place = -1;
  held = 0;
  private readonly chunks = new ChunkGatherer();
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
      if (this.req.destroyed) return this.fail(left());
      this.deadlines.add(this);
      this.listen();
    });
  }

  release(): void {
    this.memory.give(this);
  }

  check(now: number): void {
    if (now - this.activeAt > this.limits.idleMs) this.fail(incomplete(this.limits.idleMs));
  }

  admit(): void {
    this.activeAt = this.deadlines.now;
    this.req.resume();
  }

  private listen(): void {
    const { req } = this;
    req.on('data', (chunk: Buffer) => this.take(chunk));
    // a body of known length ends with its last byte
    if (this.declared <= 0) req.on('end', () => this.finish());
    // a request that is aborted is destroyed with an error
    req.on('error', () => this.fail(left()));
  }

  private take(chunk: Buffer): void {
    if (this.settled) return;
    this.activeAt = this.deadlines.now;
    this.chunks.push(chunk);
    const { size } = this.chunks;
    if (size > this.limits.maxBytes) this.fail(tooLarge(this.limits.maxBytes));
    else if (size > COUNTED_FROM && size > this.held && !this.memory.take(this, this.needed())) {
      this.req.pause();
    } else if (size === this.declared) this.finish();
  }

  /** Only what has come and the next step: a sender that stalls holds what it sent, not what it announced. */
  private needed(): number {
    const atMost = this.declared < 0 ? this.limits.maxBytes : this.declared;
    return Math.min(this.chunks.size + STEP, atMost) - this.held;
  }

  private finish(): void {
    if (this.settled) return;
    this.settled = true;
    this.deadlines.remove(this);
    this.accept(this.chunks.take());
  }

  private fail(error: WeirError): void {
    if (this.settled) return;
    this.settled = true;
    this.deadlines.remove(this);
    this.chunks.clear();
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
