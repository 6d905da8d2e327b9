import { WeirError } from '@weir/core/errors';
import type { Deadlines } from './deadlines.ts';

export interface CrowdLimits {
  /** Calls under way in this process. */
  readonly maxInFlight: number;
  /** How far behind its timers the process may be, ms. */
  readonly maxLagMs: number;
}

/**
 * Turns calls away while there are too many: a gateway that takes more than it can carry is slow for all. What is turned
 * away cost nothing and may come again at once elsewhere.
 */
export class Crowd {
  private readonly limits: CrowdLimits;
  private readonly counters: { readonly inFlight: number };
  private readonly deadlines: Deadlines;

  constructor(limits: CrowdLimits, counters: { readonly inFlight: number }, deadlines: Deadlines) {
    this.limits = limits;
    this.counters = counters;
    this.deadlines = deadlines;
  }

  /** Throws WeirError `overloaded`. The call itself is counted already. */
  admit(): void {
    const { maxInFlight, maxLagMs } = this.limits;
    if (this.counters.inFlight > maxInFlight) {
      throw overloaded(`it carries ${maxInFlight} calls (gateway.overload.max_in_flight)`);
    }
    if (this.deadlines.lagMs > maxLagMs && this.counters.inFlight > 1) {
      throw overloaded(`it is ${Math.round(this.deadlines.lagMs)} ms behind (gateway.overload.max_lag_ms)`);
    }
  }
}

function overloaded(why: string): WeirError {
  return new WeirError('overloaded', `This gateway takes no more calls for the moment: ${why}.`, {
    remedy: 'Try again in a second; if it stays so, add workers or hosts.',
  });
}
