import type { PeriodSpan } from '../budget.ts';

/** What this process holds of one budget in one period. */
export class Bucket {
  readonly span: PeriodSpan;
  /** Granted and not reserved. Below zero after a call cost more than was held for it. */
  available = 0n;
  /** Reserved by calls under way. */
  open = 0n;
  /** Epoch ms of the last reservation: leases that lie idle go back. */
  usedAt: number;
  /** Size of the last grant; a fraction of it left triggers asking ahead. */
  lastGrant = 0n;

  constructor(span: PeriodSpan, now: number) {
    this.span = span;
    this.usedAt = now;
  }

  /** What the authority must count as leased, once a debt was forgiven. */
  get held(): bigint {
    return this.open + this.available;
  }

  /** A debt that is told to the authority in what was settled is paid. */
  forgiveDebt(): void {
    if (this.available < 0n) this.available = 0n;
  }
}
