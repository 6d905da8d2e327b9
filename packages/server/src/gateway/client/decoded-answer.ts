import { WeirError } from '@weir/core/errors';
import type { AnswerSink, AttemptControl } from '../upstream/attempt.ts';
import { decoder } from './decode.ts';

/** Decodes a compressed answer on its way to a sink that must read it: the client gets it plain, at its own pace. */
export class DecodedAnswer implements AnswerSink {
  private readonly decode: NonNullable<ReturnType<typeof decoder>>;
  private readonly attempt: AttemptControl;
  private readonly sink: AnswerSink;
  private done = false;

  /** `reader` makes the sink; it holds back and cancels through what it is given. */
  constructor(encoding: string, attempt: AttemptControl, reader: (control: AttemptControl) => AnswerSink) {
    const decode = decoder(encoding);
    if (decode === undefined) {
      throw new WeirError(
        'upstream_malformed',
        'The provider compressed its answer in a way Weir does not know.',
        {
          remedy: 'Try again; if it stays so, tell the operator of this gateway.',
        },
      );
    }
    this.decode = decode;
    this.attempt = attempt;
    this.sink = reader({
      resume: () => {
        decode.resume();
        attempt.resume();
      },
      cancel: (expiry) => attempt.cancel(expiry),
    });
    decode.on('data', (plain: Buffer) => {
      if (!this.done && !this.sink.data(plain)) decode.pause();
    });
    decode.on('end', () => this.once(() => this.sink.complete()));
    decode.on('error', (error) => this.once(() => this.sink.fail(error)));
  }

  data(chunk: Buffer): boolean {
    if (this.decode.write(chunk)) return true;
    this.decode.once('drain', () => this.attempt.resume());
    return false;
  }

  complete(): void {
    this.decode.end();
  }

  fail(cause: Error): void {
    this.once(() => this.sink.fail(cause));
    this.decode.destroy();
  }

  private once(then: () => void): void {
    if (this.done) return;
    this.done = true;
    then();
  }
}
