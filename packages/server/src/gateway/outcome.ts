import type { CallStatus, EstimateReason } from '@weir/core/contract';
import type { AnswerFacts } from '../providers/index.ts';
import type { Leg } from './routing/plan.ts';

/** How one try ended upstream. */
export interface TryOutcome {
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

/** A try that the provider bills, or may. */
export interface Billable {
  /** From 1. */
  readonly attempt: number;
  readonly leg: Leg;
  readonly facts: AnswerFacts | undefined;
  /** Why quantities must be estimated, should the facts hold none. */
  readonly reason: EstimateReason;
}

/**
 * How a call ended upstream. Between this and telling the client, the call is priced, settled and recorded. The outcome
 * of a stream is known once its end marker was seen, which is held back until then.
 */
export interface Outcome extends TryOutcome {
  /** Whose answer the client gets; of a call without an answer, who was asked last. */
  readonly leg: Leg;
}

/** Status of a call whose client left before the end: nginx's convention. */
export const CLIENT_GONE = 499;
