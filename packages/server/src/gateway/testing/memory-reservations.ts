import { WeirError } from '@weir/core/errors';
import type { Reservation, Reservations } from '../../limits/budgets/port.ts';

/** One hard budget for everything, or none; counts what is held and what was settled. */
export class MemoryReservations implements Reservations {
  held = 0n;
  settled = 0n;
  open = 0;
  limit: bigint | undefined;

  reserve(workload: string, amount: bigint): Reservation {
    if (this.limit !== undefined && this.settled + this.held + amount > this.limit) {
      throw new WeirError('budget_exhausted', `The budget of ${workload} is spent.`, {
        remedy: 'It resets at midnight; ask its owner for more.',
      });
    }
    this.held += amount;
    this.open += 1;
    const close = (actual: bigint) => {
      if (done) return;
      done = true;
      this.held -= amount;
      this.open -= 1;
      this.settled += actual;
    };
    let done = false;
    return { amount, settle: close, release: () => close(0n) };
  }
}
