import type { StreamMeter } from '../../providers/index.ts';
import type { AnswerSink, Attempt } from '../upstream/attempt.ts';
import type { AnswerHead } from '../upstream/headers.ts';
import type { AnswerContext } from './answer-context.ts';

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
  private readonly meter: StreamMeter;
  private readonly attempt: Attempt;
  private readonly head: AnswerHead;
  private readonly context: AnswerContext;

  constructor(attempt: Attempt, head: AnswerHead, context: AnswerContext) {
    this.attempt = attempt;
    this.head = head;
    this.context = context;
    this.meter = context.adapter.createStreamMeter({ hideUsage: context.hideUsage });
    context.client.start(head.status, [...head.headers, ...context.ownHeaders]);
  }

  data(chunk: Buffer): boolean {
    const { client } = this.context;
    this.bytes += chunk.length;
    let ready = true;
    if (this.released) ready = client.write(chunk);
    else {
      const passed = this.meter.push(chunk);
      if (passed !== undefined) {
        this.firstByteAt ??= this.context.now();
        ready = client.write(passed);
      }
      if (this.meter.ended) {
        if (!this.settled) this.settle('ok');
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
      deliver: () => this.release(),
    });
  }

  /** Ends the client's stream with an error in its dialect: a torn answer must not look whole. */
  private cut(cause: Error): void {
    this.settled = true;
    const { context, meter } = this;
    const error = context.describe(cause, true);
    const frame = context.errorFrame(error);
    context.settle({
      status: 'upstream_error',
      httpStatus: this.head.status,
      errorCode: error.code,
      facts: meter.facts(),
      billed: true,
      estimateReason: 'stream_cut',
      responseBytes: this.bytes,
      firstByteAt: this.firstByteAt,
      deliver: () => context.client.end(meter.torn ? `\n\n${frame}` : frame),
    });
  }

  private release(): void {
    const { client } = this.context;
    const held = this.meter.held();
    this.released = true;
    if (this.upstreamDone) {
      client.end(held);
      return;
    }
    if (held !== undefined) client.write(held);
    this.attempt.resume();
  }
}

function saidAnything(facts: ReturnType<StreamMeter['facts']>): boolean {
  return facts.outputEstimate > 0 || facts.rawUsage !== undefined;
}
