import type { AnswerFacts, StreamMeter } from '../contract.ts';
import { tokensOfBytes } from '../output-estimate.ts';

/** For answers without frames: everything passes, nothing is learnt but the size. */
export class PlainMeter implements StreamMeter {
  readonly ended = false;
  readonly failed = false;
  readonly torn = false;
  private bytes = 0;
  private readonly read: ((bytes: number) => AnswerFacts) | undefined;

  /** `read` says what an answer of so many bytes means. */
  constructor(read?: (bytes: number) => AnswerFacts) {
    this.read = read;
  }

  push(chunk: Buffer): Buffer | undefined {
    this.bytes += chunk.length;
    return chunk.length === 0 ? undefined : chunk;
  }

  held(): undefined {
    return undefined;
  }

  /** The end of the connection is the only end there is. */
  complete(): boolean {
    return true;
  }

  facts(): AnswerFacts {
    if (this.read !== undefined) return this.read(this.bytes);
    return {
      impossible: false,
      toolCalls: 0,
      toolNames: [],
      outputEstimate: this.bytes === 0 ? 0 : tokensOfBytes(this.bytes),
    };
  }
}
