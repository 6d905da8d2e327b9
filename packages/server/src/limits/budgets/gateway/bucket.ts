import type { PeriodSpan } from '@weir/core/economics';
import { ExactSum } from '../amounts/exact-sum.ts';

/** What this process holds of one budget in one period. Whole nano-units, but for what was settled. */
export class Bucket {
  readonly start: number;
  /** Exclusive. */
  readonly end: number;
  /** Granted and not reserved. Below zero after a call cost more than was held for it. */
  available = 0;
  /** Held by calls under way. */
  reserved = 0;
  readonly settled = new ExactSum();
  /** Epoch ms of the last reservation: leases that lie idle go back. */
  usedAt: number;
  /** Size of the last grant; a fraction of it left triggers asking ahead. */
  lastGrant = 0;

  constructor({ start, end }: PeriodSpan, now: number) {
    this.start = start;
    this.end = end;
    this.usedAt = now;
  }

  holds(at: number): boolean {
    return at >= this.start && at < this.end;
  }

  /** A debt that is told to the authority in what was settled is paid. */
  forgiveDebt(): void {
    if (this.available < 0) this.available = 0;
  }
}
