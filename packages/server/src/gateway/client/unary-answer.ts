import { tokensOfBytes } from '../../providers/index.ts';
import type { AnswerSink, AttemptControl } from '../upstream/attempt.ts';
import type { AnswerHead } from '../upstream/headers.ts';
import { type AnswerContext, withEstimate } from './answer-context.ts';
import { clientHeaders } from './client-headers.ts';
import { decode } from './decode.ts';

/** Answers up to this size are kept whole, so that their cost can be told in a header. */
export const KEPT_WHOLE = 1024 * 1024;
/** An answer that must be read whole to be converted may be this long. */
const LONGEST_CONVERTED = 64 * 1024 * 1024;
/** Of larger answers the end is kept: usage stands there. */
const TAIL = 64 * 1024;
const NOTHING = Buffer.alloc(0);

/**
 * A unary answer. Small ones are held until they are recorded and then sent at once; larger ones are relayed as they
 * come, all but their last chunk.
 */
export class UnaryAnswer implements AnswerSink {
  private chunks: Buffer[] = [];
  private total = 0;
  private relaying = false;
  private tail = NOTHING;
  private last: Buffer | undefined;
  private firstByteAt: number | undefined;
  private readonly attempt: AttemptControl;
  private readonly head: AnswerHead;
  private readonly context: AnswerContext;

  constructor(attempt: AttemptControl, head: AnswerHead, context: AnswerContext) {
    this.attempt = attempt;
    this.head = head;
    this.context = context;
  }

  data(chunk: Buffer): boolean {
    this.total += chunk.length;
    if (this.relaying) return this.relay(chunk);
    this.chunks.push(chunk);
    if (this.total <= KEPT_WHOLE) return true;
    if (this.context.conversion === undefined) return this.startRelay();
    if (this.total > LONGEST_CONVERTED) this.attempt.cancel('too_long');
    return true;
  }

  complete(): void {
    if (this.relaying) {
      this.settle(this.head.contentEncoding === undefined ? this.tail : NOTHING, true);
      return;
    }
    const body = this.whole();
    const encoding = this.head.contentEncoding;
    if (encoding === undefined) {
      this.settle(body, false, body);
      return;
    }
    void decode(body, encoding).then((plain) => this.settle(plain ?? NOTHING, false, body));
  }

  fail(cause: Error): void {
    const { context, head } = this;
    const error = context.describe(cause, true);
    const facts = this.read(this.relaying ? this.tail : this.whole(), true);
    context.settle({
      status: 'upstream_error',
      httpStatus: this.relaying ? head.status : error.status,
      errorCode: error.code,
      facts: withEstimate(facts, tokensOfBytes(this.total)),
      billed: head.status < 300,
      estimateReason: 'stream_cut',
      responseBytes: this.total,
      firstByteAt: this.firstByteAt,
      deliver: () => (this.relaying ? context.client.break() : context.sendError(error)),
    });
  }

  private read(body: Buffer, partial: boolean) {
    const { operation, request } = this.context;
    return operation.readAnswer(body, partial, request);
  }

  private whole(): Buffer {
    const [only = NOTHING] = this.chunks;
    return this.chunks.length > 1 ? Buffer.concat(this.chunks, this.total) : only;
  }

  private startRelay(): boolean {
    const { client, now } = this.context;
    this.relaying = true;
    this.firstByteAt = now();
    client.start(this.head.status, clientHeaders(this.head, this.context, false, false));
    const kept = this.chunks;
    this.chunks = [];
    return this.relay(Buffer.concat(kept));
  }

  private relay(chunk: Buffer): boolean {
    const { client, keeper } = this.context;
    keeper?.take(chunk);
    const recent = Buffer.concat([this.tail, chunk.subarray(-TAIL)]);
    this.tail = recent.subarray(-TAIL);
    const ready = this.last === undefined || client.write(this.last);
    this.last = chunk;
    if (!ready) client.whenDrained(() => this.attempt.resume());
    return ready;
  }

  /** `plain` is what can be read of the answer. */
  private settle(plain: Buffer, partial: boolean, body: Buffer = NOTHING): void {
    const { context, head, total } = this;
    const ok = head.status < 300;
    const facts = ok ? this.read(plain, partial) : undefined;
    const exact = plain.length === total;
    if (!this.relaying) context.keeper?.take(plain);
    const sent = this.converted(plain, body, ok);
    if (sent instanceof Error) {
      this.fail(sent);
      return;
    }
    context.settle({
      status: ok ? 'ok' : 'upstream_error',
      httpStatus: head.status,
      errorCode: ok ? undefined : (context.readErrorCode(plain) ?? `http_${head.status}`),
      facts: facts === undefined || exact ? facts : withEstimate(facts, tokensOfBytes(total)),
      billed: ok,
      estimateReason: 'usage_missing',
      responseBytes: total,
      firstByteAt: this.firstByteAt,
      deliver: (costHeaders) => this.deliver(sent, costHeaders),
    });
  }

  /** What the client gets: the provider's bytes as they came, unless they must be changed. */
  private converted(plain: Buffer, body: Buffer, ok: boolean): Buffer | Error {
    const { conversion } = this.context;
    if (conversion === undefined || this.relaying) return body;
    try {
      return ok ? conversion.answer(plain) : conversion.errorAnswer(plain, this.head.status);
    } catch (cause) {
      // billed all the same: the usage was read above, where it could be
      return cause as Error;
    }
  }

  private deliver(body: Buffer, costHeaders: readonly string[]): void {
    const { client } = this.context;
    if (this.relaying) {
      client.end(this.last);
      return;
    }
    const more = [...costHeaders, 'content-length', String(body.length)];
    client.send(this.head.status, clientHeaders(this.head, this.context, false, false, more), body);
  }
}
