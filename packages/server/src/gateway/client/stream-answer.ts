import type { ByteTransform, StreamMeter } from '../../providers/index.ts';
import type { AnswerSink, AttemptControl } from '../upstream/attempt.ts';
import type { AnswerHead } from '../upstream/headers.ts';
import type { AnswerContext } from './answer-context.ts';
import { clientHeaders } from './client-headers.ts';
import { answerBlocked, type Conversion } from './conversion.ts';

/**
 * A streamed answer: frames pass as they come; the end marker (or, without one, the end of the connection) is held
 * until the call is recorded.
 */
export class StreamAnswer implements AnswerSink {
  private bytes = 0;
  private settled = false;
  private released = false;
  private upstreamDone = false;
  private firstByteAt: number | undefined;
  private unreadable: Error | undefined;
  private readonly unwrapper: ByteTransform | undefined;
  private readonly meter: StreamMeter;
  private readonly conversion: Conversion | undefined;
  private readonly converter: ByteTransform | undefined;
  private readonly attempt: AttemptControl;
  private readonly head: AnswerHead;
  private readonly context: AnswerContext;

  constructor(attempt: AttemptControl, head: AnswerHead, context: AnswerContext) {
    this.attempt = attempt;
    this.head = head;
    this.context = context;
    this.unwrapper = context.unwrap(head.contentType);
    this.meter = context.operation.createStreamMeter({
      hideUsage: context.hideUsage,
      contentType: this.unwrapper === undefined ? head.contentType : 'text/event-stream',
      request: context.request,
    });
    this.conversion = context.conversion;
    this.converter = this.conversion?.stream();
    const headers = clientHeaders(head, context, this.unwrapper !== undefined, true);
    context.client.start(head.status, headers);
  }

  data(chunk: Buffer): boolean {
    const { client } = this.context;
    this.bytes += chunk.length;
    let ready = true;
    if (this.released) ready = this.converter !== undefined || client.write(chunk);
    else {
      const plain = this.unwrapper === undefined ? chunk : this.unwrapper.push(chunk);
      const passed = plain === undefined ? undefined : this.meter.push(plain);
      if (passed !== undefined) ready = this.pass(passed);
      if (this.meter.ended) {
        if (!this.settled) this.settle(this.meter.failed ? 'failed' : 'ok');
        // what follows the end marker waits with it
        return false;
      }
    }
    if (!ready) client.whenDrained(() => this.attempt.resume());
    return ready;
  }

  complete(): void {
    this.upstreamDone = true;
    if (this.released) this.context.client.end(undefined);
    if (this.settled) return;
    if (this.meter.failed) this.settle('failed');
    else if (this.meter.complete()) this.settle('ok');
    else this.cut(new Error('the stream ended without its end marker'));
  }

  fail(cause: Error): void {
    this.upstreamDone = true;
    if (this.released) this.context.client.end(undefined);
    if (!this.settled) this.cut(cause);
  }

  private pass(bytes: Buffer): boolean {
    this.context.keeper?.take(bytes);
    const converted = this.convert(bytes);
    if (this.conversion?.blocked) {
      this.attempt.cancel('superseded');
      return true;
    }
    if (converted === undefined) return true;
    this.firstByteAt ??= this.context.now();
    return this.context.client.write(converted);
  }

  /** What cannot be converted ends the answer, never the process. */
  private convert(bytes: Buffer): Buffer | undefined {
    if (this.converter === undefined) return bytes;
    try {
      return this.converter.push(bytes);
    } catch (cause) {
      this.unreadable = cause as Error;
      this.attempt.cancel('superseded');
      return undefined;
    }
  }

  private settle(how: 'ok' | 'failed'): void {
    this.settled = true;
    const facts = this.meter.facts();
    const ok = how === 'ok';
    this.context.settle({
      status: ok ? 'ok' : 'upstream_error',
      httpStatus: this.head.status,
      errorCode: ok ? undefined : (facts.errorCode ?? 'upstream_cut'),
      facts,
      billed: ok || saidAnything(facts),
      estimateReason: ok ? 'usage_missing' : 'stream_cut',
      responseBytes: this.bytes,
      firstByteAt: this.firstByteAt,
      deliver: (costHeaders) => this.release(costHeaders),
    });
  }

  /** Ends the client's stream with an error in its dialect: a torn answer must not look whole. */
  private cut(cause: Error): void {
    this.settled = true;
    const { context, meter } = this;
    const error = this.conversion?.blocked
      ? answerBlocked()
      : context.describe(this.unreadable ?? cause, true);
    const frame = context.errorFrame(error, this.firstByteAt !== undefined);
    context.settle({
      status: 'upstream_error',
      httpStatus: this.head.status,
      errorCode: error.code,
      facts: meter.facts(),
      billed: true,
      estimateReason: 'stream_cut',
      responseBytes: this.bytes,
      firstByteAt: this.firstByteAt,
      deliver: () => {
        const pending = this.unreadable === undefined ? this.converter?.end() : undefined;
        if (pending !== undefined) context.client.write(pending);
        // nothing in this format says that it failed: only a broken connection does
        if (frame === '') context.client.break();
        else context.client.end(meter.torn ? `\n\n${frame}` : frame);
      },
    });
  }

  private release(costHeaders: readonly string[]): void {
    const { client, costComment } = this.context;
    const held = this.last();
    this.released = true;
    if (costComment && costHeaders.length > 0) client.write(asComment(costHeaders));
    if (this.upstreamDone) {
      client.end(held);
      return;
    }
    if (held !== undefined) client.write(held);
    this.attempt.resume();
  }

  /** What was held back, as the client is to see it. */
  private last(): Buffer | undefined {
    const held = this.meter.held();
    if (held !== undefined) this.context.keeper?.take(held);
    if (this.converter === undefined) return held;
    const parts = [held === undefined ? undefined : this.converter.push(held), this.converter.end()];
    const left = parts.filter((part) => part !== undefined);
    return left.length === 0 ? undefined : Buffer.concat(left);
  }
}

/** A comment of the event stream, which clients skip. */
function asComment(headers: readonly string[]): Buffer {
  let text = '';
  for (let i = 0; i + 1 < headers.length; i += 2) text += `: ${headers[i]} ${headers[i + 1]}\n`;
  return Buffer.from(`${text}\n`);
}

function saidAnything(facts: ReturnType<StreamMeter['facts']>): boolean {
  return facts.outputEstimate > 0 || facts.rawUsage !== undefined;
}
