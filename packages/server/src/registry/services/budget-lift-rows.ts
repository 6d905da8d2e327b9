import type { BudgetLift } from '@weir/core/contract';
import { eq } from 'drizzle-orm';
import { budgetLifts } from '../schema/index.ts';
import type { Change } from '../store/change.ts';
import type { Tables } from '../store/directory.ts';
import { checkPositive, invalid } from './amounts.ts';
import { plain } from './budget-rows.ts';
import { optional } from './present.ts';

export type LiftRow = Tables['budgetLift'];

export const presentLift = (row: LiftRow): BudgetLift => ({
  id: row.id,
  budget: row.budget,
  amount: plain(row.amount),
  until: row.until.toISOString(),
  reason: row.reason,
  by: row.by,
  created_at: row.createdAt.toISOString(),
  ...optional('ended_at', row.endedAt?.toISOString()),
});

/** Throws `invalid_argument` unless it adds something, from now on. */
export function checkLift(amount: string, until: string, now: Date): void {
  checkPositive(
    amount,
    'amount',
    'A lift',
    'Give what is added to the budget, in the currency of the budget.',
  );
  checkFuture(until, now);
}

export function checkFuture(until: string, now: Date): void {
  if (new Date(until) > now) return;
  throw invalid('until', 'It would be over before it begins', 'Give an instant in the future.');
}

type NewLift = Pick<LiftRow, 'budget' | 'amount' | 'until' | 'reason' | 'by'>;

export async function insertLift(change: Change, fields: NewLift): Promise<BudgetLift> {
  const row: LiftRow = { ...fields, id: `lift_${change.newId()}`, createdAt: change.now, endedAt: null };
  await change.tx.insert(budgetLifts).values(row);
  change.put('budgetLift', row.id, row);
  change.audit('budget.lift', `budget/${row.budget}`, undefined, presentLift(row));
  return presentLift(row);
}

export async function endLift(change: Change, old: LiftRow): Promise<BudgetLift> {
  const row: LiftRow = { ...old, endedAt: change.now };
  await change.tx.update(budgetLifts).set({ endedAt: change.now }).where(eq(budgetLifts.id, old.id));
  change.remove('budgetLift', old.id);
  change.audit('budget.end_lift', `budget/${old.budget}`, presentLift(old), presentLift(row));
  return presentLift(row);
}
