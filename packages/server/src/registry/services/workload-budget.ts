import type { WorkloadBudget } from '@weir/core/contract';
import { Decimal } from '@weir/core/money';
import { eq } from 'drizzle-orm';
import { budgets } from '../schema/index.ts';
import type { Change } from '../store/change.ts';
import type { Tables } from '../store/directory.ts';
import { checkAmount, invalid } from './amounts.ts';
import { removeBudget } from './budget-removal.ts';
import { BUDGET_DEFAULTS, budgetRecords, refuseSameBudget } from './budget-rows.ts';
import { freeId } from './generated-ids.ts';

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
    if (old !== undefined) await removeBudget(change, old);
    return undefined;
  }
  const { amount, currency, period } = budget;
  const set = { amount, currency, period, updatedAt: change.now };
  const row: Row =
    old === undefined
      ? { ...(await hardBudget(change, workload)), ...set, createdAt: change.now }
      : { ...old, ...set };
  await refuseSameBudget(change.tx, row, 'budget.period');
  if (old === undefined) await budgetRecords.insert(change, row);
  else await budgetRecords.update(change, old, row);
  return row;
}

async function hardBudget(change: Change, workload: string) {
  return {
    ...BUDGET_DEFAULTS,
    id: await freeId(change.tx, budgets, `workload-${workload}`),
    name: workload,
    scope: { workload },
    mode: 'hard',
    ofWorkload: workload,
  };
}
