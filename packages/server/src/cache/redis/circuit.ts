export interface CircuitLimits {
  /** Failures in a row that open it. */
  readonly failures: number;
  /** First time open, in ms; doubles with every failed probe. */
  readonly openMs: number;
  readonly maxOpenMs: number;
}

export const DEFAULT_CIRCUIT_LIMITS: CircuitLimits = { failures: 5, openMs: 1_000, maxOpenMs: 30_000 };

/**
 * Keeps a failing backend from costing every call its timeout. Closed: everything passes. Open: nothing does. Half
 * open, once the time is up: one probe passes, and its outcome closes the circuit or opens it for longer.
 */
export class Circuit {
  private readonly limits: CircuitLimits;
  private readonly monotonic: () => number;
  private failures = 0;
  private openUntil: number | undefined;
  private openMs: number;
  private probing = false;

  /** `monotonic`: milliseconds, for durations. */
  constructor(monotonic: () => number, limits: CircuitLimits = DEFAULT_CIRCUIT_LIMITS) {
    this.monotonic = monotonic;
    this.limits = limits;
    this.openMs = limits.openMs;
  }

  /** True when a command may be sent; its outcome must then be told with `succeeded` or `failed`. */
  allows(): boolean {
    if (this.openUntil === undefined) return true;
    if (this.probing || this.monotonic() < this.openUntil) return false;
    this.probing = true;
    return true;
  }

  get closed(): boolean {
    return this.openUntil === undefined;
  }

  succeeded(): void {
    this.failures = 0;
    this.openUntil = undefined;
    this.openMs = this.limits.openMs;
    this.probing = false;
  }

  failed(): void {
    if (this.probing) {
      this.probing = false;
      this.openMs = Math.min(this.openMs * 2, this.limits.maxOpenMs);
      this.openUntil = this.monotonic() + this.openMs;
      return;
    }
    this.failures += 1;
    if (this.openUntil === undefined && this.failures >= this.limits.failures) {
      this.openUntil = this.monotonic() + this.openMs;
    }
  }
}
