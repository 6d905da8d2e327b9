import { and, eq, isNull } from 'drizzle-orm';
import { budgetLifts } from '../schema/index.ts';
import type { Change } from '../store/change.ts';
import { expirePending } from './approval-rows.ts';
import { endLift } from './budget-lift-rows.ts';
import { type BudgetRow, budgetRecords } from './budget-rows.ts';

/** Its lifts end with it and nobody is asked any more: a later budget of the same id begins with nothing. */
export async function removeBudget(change: Change, row: BudgetRow): Promise<void> {
  const open = and(eq(budgetLifts.budget, row.id), isNull(budgetLifts.endedAt));
  for (const lift of await change.tx.select().from(budgetLifts).where(open)) await endLift(change, lift);
  await expirePending(change, { kind: 'budget', subject: row.id });
  await budgetRecords.remove(change, row);
}
