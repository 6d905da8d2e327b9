import type { BudgetLevel, BudgetStatus } from '@weir/core/contract';

/** Spikes and shares are worked out from the ledger, for all budgets in a few queries. */
const LOOK_MS = 10_000;

export interface LevelWatch {
  /** What a budget is at least, whatever is left of it. */
  atLeast(budget: string): BudgetLevel;
  stop(): void;
}

/** Looks every few seconds whether a budget is red for another reason than how far it is used. */
export function watchLevels(
  statusOf: (ids: readonly string[]) => Promise<ReadonlyMap<string, BudgetStatus>>,
  budgets: () => readonly { id: string }[],
  failed: (error: unknown) => void,
): LevelWatch {
  let red: ReadonlySet<string> = new Set();
  const look = async () => {
    const statuses = await statusOf(budgets().map(({ id }) => id));
    const concerned = [...statuses].filter(([, { reasons }]) =>
      reasons.some(({ kind }) => kind !== 'threshold'),
    );
    red = new Set(concerned.map(([id]) => id));
  };
  const timer = setInterval(() => void look().catch(failed), LOOK_MS);
  return {
    atLeast: (budget) => (red.has(budget) ? 'red' : 'green'),
    stop: () => clearInterval(timer),
  };
}
