/** Rounding of floating-point sums must not refuse what fits exactly. Units. */
const SLACK = 1e-6;

/**
 * How much of a burst is used up: GCRA in its leaky-bucket form. It drains at the limit's pace, without steps at the
 * edges of windows, so that between any two instants no more than `burst + pace x time` passes. Times are monotonic
 * milliseconds; `pace` is units per millisecond.
 */
export class Level {
  /** Units as of `at`; above the burst after a debt. */
  used = 0;
  private at: number;

  constructor(now: number) {
    this.at = now;
  }

  /** Lets it drain until `now`, but not below `floor`: what is handed out and may still be used. */
  drain(now: number, pace: number, floor = 0): void {
    if (now > this.at) {
      this.used -= (now - this.at) * pace;
      this.at = now;
    }
    if (this.used < floor) this.used = floor;
  }

  /** Milliseconds until `units` fit; 0 when they do now. Drain first. */
  waitFor(units: number, burst: number, pace: number): number {
    const lacking = this.used + units - burst;
    if (lacking <= SLACK) return 0;
    return pace > 0 ? lacking / pace : Number.POSITIVE_INFINITY;
  }
}
