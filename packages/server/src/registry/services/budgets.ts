import type { BudgetPeriod, WorkloadBudget } from '@weir/core/contract';
import { WeirError } from '@weir/core/errors';
import { Decimal, MONEY_SCALE } from '@weir/core/money';
import { and, eq } from 'drizzle-orm';
import { budgets } from '../schema/index.ts';
import type { Change } from '../store/change.ts';
import type { Tables } from '../store/directory.ts';

type Row = Tables['budget'];

/** Digits before the point that `numeric(38,12)` holds. */
const MAX_AMOUNT = new Decimal(10n ** 26n, 0);

const ofWorkload = (id: string) => and(eq(budgets.scope, 'workload'), eq(budgets.scopeId, id));

export function presentBudget(row: Row): WorkloadBudget {
  return {
    amount: Decimal.from(row.amount).toString(),
    currency: row.currency,
    period: row.period as BudgetPeriod,
  };
}

/** Throws `invalid_argument` unless the amount can be stored exactly and is in the organization's currency. */
export function checkBudget(budget: WorkloadBudget, currency: string): void {
  const amount = Decimal.from(budget.amount);
  if (amount.isNegative || amount.compare(MAX_AMOUNT) >= 0) {
    throw invalid('budget.amount', 'A budget is 0 or more', 'Leave the budget out for no limit.');
  }
  if (amount.roundHalfEven(MONEY_SCALE).compare(amount) !== 0) {
    throw invalid('budget.amount', 'A budget has at most 12 decimals', 'Round it.');
  }
  if (budget.currency !== currency) {
    const text = `Budgets are kept in the organization's currency, ${currency}`;
    throw invalid('budget.currency', text, `Give the amount in ${currency}.`);
  }
}

/** Writes, replaces or (undefined) takes away the hard limit of a workload. */
export async function setBudget(
  change: Change,
  workload: string,
  budget: WorkloadBudget | undefined,
): Promise<Row | undefined> {
  if (budget === undefined) {
    await change.tx.delete(budgets).where(ofWorkload(workload));
    change.remove('budget', workload);
    return undefined;
  }
  const { amount, currency, period } = budget;
  const set = { amount, currency, period, updatedAt: change.now };
  const [row] = await change.tx
    .insert(budgets)
    .values({ id: change.newId(), scope: 'workload', scopeId: workload, createdAt: change.now, ...set })
    .onConflictDoUpdate({ target: [budgets.scope, budgets.scopeId], set })
    .returning();
  if (row !== undefined) change.put('budget', workload, row);
  return row;
}

function invalid(field: string, text: string, remedy: string): WeirError {
  return new WeirError('invalid_argument', text, { field, remedy });
}
