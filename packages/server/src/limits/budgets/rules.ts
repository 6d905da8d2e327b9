import type { Budget } from './budget.ts';

/** The budgets a gateway obeys, as of one version of the admission state. */
export interface LimitRules {
  version: number;
  /** IANA zone of the organization. */
  zone: string;
  /** Sorted by id. */
  budgets: readonly Budget[];
  /** Who may lift a budget of mode `approval`; empty: every administrator. */
  approversOf(budget: string): readonly string[];
}
