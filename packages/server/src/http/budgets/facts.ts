import type { RecentSpend } from '@weir/core/economics';
import type { AccountStatus } from '../../limits/budgets/port.ts';
import type { AdmissionBudget } from '../../registry/admission-state.ts';

/** Workloads that take more than their share of the month's total budget. */
export interface WorkloadShares {
  /** Id of the total budget. */
  budget: string;
  workloads: { workload: string; percent: number }[];
}

/** What a budget's status is made of; amounts in pico-units. */
export interface StatusFacts {
  budget: AdmissionBudget;
  account: AccountStatus;
  now: number;
  /** Spent in the window that projections look back on, and in the last five minutes. */
  recent: RecentSpend;
  last5min: bigint;
  shares: WorkloadShares | undefined;
}
