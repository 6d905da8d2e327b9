import type { AnswerFacts, StreamMeter } from '../contract.ts';
import { tokensOfBytes } from '../output-estimate.ts';

/** For operations that have no streams: everything passes, nothing is learnt. */
export class PlainMeter implements StreamMeter {
  readonly ended = false;
  readonly failed = false;
  readonly torn = false;
  private bytes = 0;

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
    return {
      impossible: false,
      toolCalls: 0,
      toolNames: [],
      outputEstimate: this.bytes === 0 ? 0 : tokensOfBytes(this.bytes),
    };
  }
}
