import type { WorkloadBudget } from '@weir/core/contract';
import { Decimal } from '@weir/core/money';
import { eq } from 'drizzle-orm';
import { budgets } from '../schema/index.ts';
import type { Change } from '../store/change.ts';
import type { Tables } from '../store/directory.ts';
import { checkAmount, invalid } from './amounts.ts';
import { BUDGET_DEFAULTS, freeBudgetId, refuseSameBudget } from './budget-rows.ts';

type Row = Tables['budget'];

/** The part of it that a workload shows; `/budgets` has the rest. */
export function presentWorkloadBudget(row: Row): WorkloadBudget {
  return {
    amount: Decimal.from(row.amount).toString(),
    currency: row.currency,
    period: row.period as WorkloadBudget['period'],
  };
}

/** Throws `invalid_argument` unless the amount can be stored exactly and is in the organization's currency. */
export function checkWorkloadBudget(budget: WorkloadBudget, currency: string): void {
  checkAmount(budget.amount, 'budget.amount', 'A budget', 'Leave the budget out for no limit.');
  if (budget.currency !== currency) {
    throw invalid(
      'budget.currency',
      `A budget of a workload is in the organization's currency, ${currency}`,
      `Give the amount in ${currency}, or create a budget with an exchange rate under /budgets.`,
    );
  }
}

/** Writes, replaces or (undefined) takes away the hard budget that a workload brings along. */
export async function setWorkloadBudget(
  change: Change,
  workload: string,
  budget: WorkloadBudget | undefined,
): Promise<Row | undefined> {
  const [old] = await change.tx.select().from(budgets).where(eq(budgets.ofWorkload, workload));
  if (budget === undefined) {
    if (old !== undefined) await remove(change, old.id);
    return undefined;
  }
  const { amount, currency, period } = budget;
  const set = { amount, currency, period, updatedAt: change.now };
  const row: Row = old
    ? { ...old, ...set }
    : {
        ...BUDGET_DEFAULTS,
        ...set,
        id: await freeBudgetId(change.tx, `workload-${workload}`),
        name: workload,
        scope: { workload },
        mode: 'hard',
        ofWorkload: workload,
        createdAt: change.now,
      };
  await refuseSameBudget(change.tx, row, 'budget.period');
  await change.tx.insert(budgets).values(row).onConflictDoUpdate({ target: budgets.id, set });
  change.put('budget', row.id, row);
  return row;
}

async function remove(change: Change, id: string): Promise<void> {
  await change.tx.delete(budgets).where(eq(budgets.id, id));
  change.remove('budget', id);
}
