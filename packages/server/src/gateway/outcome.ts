import type { CallStatus, EstimateReason } from '@weir/core/contract';
import type { AnswerFacts } from '../providers/index.ts';

/**
 * How a call ended upstream. Between this and telling the client, the call is priced, settled and recorded. The outcome
 * of a stream is known once its end marker was seen, which is held back until then.
 */
export interface Outcome {
  readonly status: CallStatus;
  readonly httpStatus: number;
  readonly errorCode?: string;
  /** What the answer said; absent when there was none. */
  readonly facts?: AnswerFacts;
  /** The provider bills this, or may. */
  readonly billed: boolean;
  /** Why quantities must be estimated, should the facts hold none. */
  readonly estimateReason: EstimateReason;
  readonly responseBytes: number;
  /** Monotonic ms of the first byte to the client, when it has gone out already. */
  readonly firstByteAt?: number;
  /** Gives the client what is left of its answer. Called once, after the record is safe. */
  deliver(costHeaders: readonly string[]): void;
}

/** Status of a call whose client left before the end: nginx's convention. */
export const CLIENT_GONE = 499;
