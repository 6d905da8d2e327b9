import type { BudgetLevel } from '@weir/core/contract';
import { oneOf, textOf } from '../../routes/search.ts';

/** Mildest first. */
export const LEVELS = ['green', 'yellow', 'red', 'exhausted'] as const satisfies readonly BudgetLevel[];

export interface BudgetsSearch {
  level?: BudgetLevel | undefined;
  /** Words looked for in name, id and scope. */
  search?: string | undefined;
}

export function readBudgetsSearch(raw: Record<string, unknown>): BudgetsSearch {
  const level = oneOf(raw['level'], LEVELS);
  const search = textOf(raw['search']);
  return { ...(level === undefined ? {} : { level }), ...(search === undefined ? {} : { search }) };
}
