import { BUDGET_LEVELS, type BudgetLevel } from '@weir/core/contract';
import type { Budget } from '../budget.ts';

/** Percent with three decimals, as whole numbers. */
const MILLI = 1_000;
const ALL = 100_000n;

/** How far a budget is used: `used` is settled and reserved. A limit of nothing is exhausted from the start. */
export function levelOf(
  used: bigint,
  limit: bigint,
  { yellow, red }: Pick<Budget, 'yellow' | 'red'>,
): BudgetLevel {
  if (used >= limit) return 'exhausted';
  if (isPast(used, limit, red)) return 'red';
  return isPast(used, limit, yellow) ? 'yellow' : 'green';
}

export function worseOf(one: BudgetLevel, other: BudgetLevel): BudgetLevel {
  return BUDGET_LEVELS.indexOf(one) >= BUDGET_LEVELS.indexOf(other) ? one : other;
}

function isPast(used: bigint, limit: bigint, percent: number): boolean {
  return used * ALL >= limit * BigInt(Math.round(percent * MILLI));
}
