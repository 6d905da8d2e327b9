import type { Budgets, Hold, TryCost } from '../../port.ts';

/** No budgets: everything passes and nothing is counted. */
export function createOpenBudgets(): Budgets {
  return {
    degradation: () => undefined,
    hold: (_subject, tries) => new OpenHold(tries),
    count: (_subject, _costs, endedAt) => endedAt,
  };
}

class OpenHold implements Hold {
  amount = 0n;

  constructor(tries: readonly TryCost[]) {
    this.reach(tries);
  }

  reach(tries: readonly TryCost[]): void {
    const sum = tries.reduce((all, { amount }) => all + amount, 0n);
    if (sum > this.amount) this.amount = sum;
  }

  settle(_costs: readonly TryCost[], endedAt: number): number {
    return endedAt;
  }

  release(): void {}
}
