import type { Reservation, Reservations } from '../limits/budgets/port.ts';

/** What one call holds against its budget: grows when a further try may cost more than was held, is settled once. */
export class Holdings {
  private held = 0n;
  private readonly reservations: Reservation[] = [];
  private readonly workload: string;
  private readonly source: Reservations;

  constructor(workload: string, source: Reservations) {
    this.workload = workload;
    this.source = source;
  }

  get amount(): bigint {
    return this.held;
  }

  /** Holds so much in all. Throws or rejects with WeirError `budget_exhausted`, `limits_unavailable`. */
  reach(amount: bigint): void | Promise<void> {
    if (amount <= this.held && this.reservations.length > 0) return;
    const more = this.source.reserve(this.workload, amount - this.held);
    if (more instanceof Promise) return more.then((reservation) => this.add(reservation));
    this.add(more);
  }

  /** What was not spent goes back; what was spent above is counted all the same. */
  settle(actual: bigint): void {
    let left = actual;
    const last = this.reservations.length - 1;
    this.reservations.forEach((reservation, i) => {
      const share = i === last || left < reservation.amount ? left : reservation.amount;
      reservation.settle(share);
      left -= share;
    });
  }

  release(): void {
    for (const reservation of this.reservations) reservation.release();
  }

  private add(reservation: Reservation): void {
    this.reservations.push(reservation);
    this.held += reservation.amount;
  }
}
