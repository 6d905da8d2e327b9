import type { AnswerSink, Attempt } from '../upstream/attempt.ts';

/** An error body longer than this is not worth reading to keep its connection. */
const WORTH_READING = 64 * 1024;

/** An answer nobody gets because the call is tried again. Read to its end so that the connection can be used again. */
export class DiscardedAnswer implements AnswerSink {
  private bytes = 0;
  private readonly attempt: Attempt;

  constructor(attempt: Attempt) {
    this.attempt = attempt;
  }

  data(chunk: Buffer): boolean {
    this.bytes += chunk.length;
    if (this.bytes > WORTH_READING) this.attempt.cancel('total');
    return true;
  }

  complete(): void {}

  fail(): void {}
}
