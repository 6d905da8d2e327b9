import type { Reading } from './read-limits.ts';

/** When a provider does not say when it has refilled: as nearly all of them count by the minute. */
const USUAL_WINDOW_MS = 60_000;

/**
 * One limit of a provider as last heard. Providers refill steadily and name the instant at which they are full; what is
 * there in between is worked out.
 */
export class Meter {
  readonly kind: string;
  /** As said, or the most that was ever left. */
  limit = 0;
  private remaining = 0;
  private heardAt = 0;
  private fullAt = 0;

  constructor(kind: string) {
    this.kind = kind;
  }

  /** Whether calls count as one, or by their tokens. */
  get countsRequests(): boolean {
    return this.kind.startsWith('requests');
  }

  hear({ limit, remaining, resetsAt }: Reading, now: number): void {
    if (limit !== undefined) this.limit = limit;
    if (remaining === undefined) return;
    if (limit === undefined) this.limit = Math.max(this.limit, remaining);
    this.remaining = remaining;
    this.heardAt = now;
    this.fullAt = Math.max(now, resetsAt ?? now + USUAL_WINDOW_MS);
  }

  /** Left at the moment, as far as can be known. */
  leftAt(now: number): number {
    if (now >= this.fullAt) return this.limit;
    const passed = Math.max(0, now - this.heardAt) / (this.fullAt - this.heardAt);
    return this.remaining + Math.max(0, this.limit - this.remaining) * passed;
  }

  /** Epoch ms at which so much is left. */
  whenLeft(units: number, now: number): number {
    const lacking = units - this.leftAt(now);
    if (lacking <= 0) return now;
    const missing = this.limit - this.remaining;
    if (missing <= 0 || now >= this.fullAt) return Math.max(now, this.fullAt);
    return Math.min(this.fullAt, now + (lacking * (this.fullAt - this.heardAt)) / missing);
  }

  get resetsAt(): number {
    return this.fullAt;
  }
}
