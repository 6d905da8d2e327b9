import type { StreamMeter } from '../../providers/index.ts';
import type { AnswerSink, Attempt } from '../upstream/attempt.ts';
import type { AnswerHead } from '../upstream/headers.ts';
import type { AnswerContext } from './answer-context.ts';
import { decoder } from './decode.ts';

/**
 * A streamed answer that the provider compressed although it was asked not to. The client gets its bytes as they are;
 * a copy is decoded to meter it. Nothing can be taken out of such a stream, and only its last byte can be held back.
 */
export class EncodedStreamAnswer implements AnswerSink {
  private bytes = 0;
  private last: Buffer | undefined;
  private firstByteAt: number | undefined;
  private readonly meter: StreamMeter;
  private readonly decode: ReturnType<typeof decoder>;
  private readonly attempt: Attempt;
  private readonly head: AnswerHead;
  private readonly context: AnswerContext;

  constructor(attempt: Attempt, head: AnswerHead, encoding: string, context: AnswerContext) {
    this.attempt = attempt;
    this.head = head;
    this.context = context;
    this.meter = context.operation.createStreamMeter({ hideUsage: false, contentType: head.contentType });
    this.decode = decoder(encoding);
    this.decode?.on('data', (plain: Buffer) => this.meter.push(plain));
    this.decode?.on('error', () => {});
    context.client.start(head.status, [...head.headers, ...context.ownHeaders]);
  }

  data(chunk: Buffer): boolean {
    const { client } = this.context;
    this.bytes += chunk.length;
    this.decode?.write(chunk);
    this.firstByteAt ??= this.context.now();
    const passed =
      this.last === undefined ? chunk.subarray(0, -1) : Buffer.concat([this.last, chunk.subarray(0, -1)]);
    this.last = chunk.subarray(-1);
    const ready = passed.length === 0 || client.write(passed);
    if (!ready) client.whenDrained(() => this.attempt.resume());
    return ready;
  }

  complete(): void {
    this.metered(() => {
      const failed = this.decode !== undefined && !this.meter.ended && !this.meter.complete();
      this.settle(failed ? 'upstream_cut' : undefined, () => this.context.client.end(this.last));
    });
  }

  fail(cause: Error): void {
    const { code } = this.context.describe(cause, true);
    this.metered(() => this.settle(code, () => this.context.client.break()));
  }

  /** Waits until the decoder has given all it can. */
  private metered(then: () => void): void {
    if (this.decode === undefined || this.decode.destroyed) {
      then();
      return;
    }
    let done = false;
    const once = () => {
      if (done) return;
      done = true;
      then();
    };
    this.decode.once('end', once).once('error', once).once('close', once);
    this.decode.end();
  }

  private settle(errorCode: string | undefined, deliver: () => void): void {
    this.context.settle({
      status: errorCode === undefined ? 'ok' : 'upstream_error',
      httpStatus: this.head.status,
      errorCode,
      facts: this.meter.facts(),
      billed: true,
      estimateReason: errorCode === undefined ? 'usage_missing' : 'stream_cut',
      responseBytes: this.bytes,
      firstByteAt: this.firstByteAt,
      deliver,
    });
  }
}
