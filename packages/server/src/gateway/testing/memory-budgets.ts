import { WeirError } from '@weir/core/errors';
import type { Budgets, Hold, Limits, Subject, TryCost } from '../../limits/port.ts';

/** One hard budget for everything, or none; counts what is held and what was settled. */
export class MemoryBudgets implements Budgets {
  held = 0n;
  settled = 0n;
  open = 0;
  limit: bigint | undefined;

  degradation(): undefined {
    return undefined;
  }

  hold(subject: Subject, tries: readonly TryCost[]): Hold {
    const hold = new MemoryHold(this, subject.tags['workload'] ?? '');
    hold.reach(tries);
    this.open += 1;
    return hold;
  }

  count(_subject: Subject, costs: readonly TryCost[], endedAt: number): number {
    this.settled += sumOf(costs);
    return endedAt;
  }
}

class MemoryHold implements Hold {
  amount = 0n;
  private readonly budgets: MemoryBudgets;
  private readonly workload: string;
  private over = false;

  constructor(budgets: MemoryBudgets, workload: string) {
    this.budgets = budgets;
    this.workload = workload;
  }

  reach(tries: readonly TryCost[]): void {
    const { budgets } = this;
    const more = sumOf(tries) - this.amount;
    if (more <= 0n) return;
    if (budgets.limit !== undefined && budgets.settled + budgets.held + more > budgets.limit) {
      throw new WeirError('budget_exhausted', `The budget of ${this.workload} is spent.`, {
        remedy: 'It resets at midnight; ask its owner for more.',
      });
    }
    budgets.held += more;
    this.amount += more;
  }

  settle(costs: readonly TryCost[], endedAt: number): number {
    if (this.close()) this.budgets.settled += sumOf(costs);
    return endedAt;
  }

  release(): void {
    this.close();
  }

  private close(): boolean {
    if (this.over) return false;
    this.over = true;
    this.budgets.held -= this.amount;
    this.budgets.open -= 1;
    return true;
  }
}

/** No rate limit and no task policy. */
export function limitsWith(budgets: Budgets): Limits {
  return {
    budgets,
    rates: { admit: () => undefined },
    tasks: { begin: () => ({ degrade: undefined, end: () => {}, release: () => {} }) },
  };
}

function sumOf(costs: readonly TryCost[]): bigint {
  return costs.reduce((sum, { amount }) => sum + amount, 0n);
}
