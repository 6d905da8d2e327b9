import type { RateMetric, Scope } from '@weir/core/contract';

/**
 * Between gateways and the authority in control. All of it survives being lost, late or delivered twice: a gateway says
 * what it has used and what it holds, never what has changed, and numbers what it says.
 */

/** Of one limit and subject. Units of the limit (cost: nano). */
export interface SliceAsk {
  limit: string;
  /** Value of `per`; empty without. */
  subject: string;
  /** Rises with everything a gateway asks. */
  seq: number;
  /** Said until the first answer was heard: the authority is to begin a new account of this gateway. */
  fresh: boolean;
  /** Least that helps; 0 when nobody waits. */
  need: number;
  /** As much as is wanted; 0 only tells. */
  want: number;
  /** Used in all since the account began, corrections included. Of `concurrent`: places in use. */
  used: number;
  /** Handed out, not used and not lapsed. Answers that were not heard are not in it. Of `concurrent`: places free. */
  held: number;
  /** How much of the burst is used up as far as the gateway knows: for an authority that knows nothing yet. */
  behind: number;
}

export interface SliceAnswer {
  seq: number;
  granted: number;
  /** The slice may be used for so long from when it was asked for. */
  valid_ms: number;
  /** Nothing was granted, and asking earlier is no use. */
  retry_ms: number;
  /** Free of the burst after this. */
  free: number;
  /** The authority knows no such limit: each gateway takes its part by itself. */
  unknown?: true;
}

export interface SliceAnswers {
  /** Gateways that are connected. */
  gateways: number;
  /** In the order of the asks. */
  answers: SliceAnswer[];
}

/** The authority as a gateway sees it. */
export interface RateAuthority {
  /** Rejects when it cannot be reached. */
  ask(asks: readonly SliceAsk[]): Promise<SliceAnswers>;
}

/** What a gateway reports of a limit. */
export interface RateReport {
  limit: string;
  /** Since it started. */
  refused: number;
  /** Waiting now. */
  queued: number;
}

/** A rate limit as the rules of a gateway state it. */
export interface RateLimitSettings {
  id: string;
  name: string;
  scope: Scope;
  per?: string;
  metric: RateMetric;
  /** Requests, tokens, calls; cost in pico-units. Decimal text of a whole number. */
  limit: string;
  windowSeconds: number;
  burst?: string;
  queueMs: number;
}

export interface RateRules {
  /** Another one when the limits may have changed. */
  version: number;
  rateLimits: readonly RateLimitSettings[];
}
