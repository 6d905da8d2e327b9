import type { PeriodSpan } from '@weir/core/economics';
import type { Clock } from '../../../platform/clock.ts';
import type { Budget } from '../budget.ts';
import type { Spend } from './ledger-reader.ts';

/** Calls of the period before are in the ledger by then, but for those that still run. */
const WAIT_MS = 90_000;
/** A call that began before and ends later takes of what rolled over. */
const AGAIN_MS = 60_000;

export interface RollOverOptions {
  clock: Clock;
  spend: Spend;
  /** Budgets that hand on what is left, the period before the running one, and the most that is handed on. */
  asked: () => readonly { budget: Budget; now: PeriodSpan; before: PeriodSpan; most?: bigint }[];
}

/** What the period before left over, from the ledger. Nothing until that is known. */
export class RollOver {
  private readonly options: RollOverOptions;
  private readonly known = new Map<string, { start: number; unused: bigint; readAt: number }>();

  constructor(options: RollOverOptions) {
    this.options = options;
  }

  of(budget: string, { start }: PeriodSpan): bigint {
    const known = this.known.get(budget);
    return known?.start === start ? known.unused : 0n;
  }

  /** To be called now and then; true when a figure has changed. */
  async refresh(): Promise<boolean> {
    const at = this.options.clock.now();
    const due = this.options.asked().filter(({ budget, now }) => {
      const known = this.known.get(budget.id);
      const fresh = known?.start === now.start && at - known.readAt < AGAIN_MS;
      return at - now.start >= WAIT_MS && !fresh;
    });
    if (due.length === 0) return false;
    const sums = await this.options.spend(
      due.map(({ budget, before }) => ({ budget, since: before.start, until: before.end, after: {} })),
    );
    let changed = false;
    for (const [i, { budget, now, most }] of due.entries()) {
      const left = budget.amount - (sums[i] ?? 0n);
      const unused = left <= 0n ? 0n : most !== undefined && most < left ? most : left;
      changed ||= this.of(budget.id, now) !== unused;
      this.known.set(budget.id, { start: now.start, unused, readAt: at });
    }
    return changed;
  }
}
