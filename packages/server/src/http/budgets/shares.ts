import { periodAt, takesTooMuch, workloadShare } from '@weir/core/economics';
import type { LedgerStore } from '../../ledger/port.ts';
import type { AccountStatus } from '../../limits/budgets/port.ts';
import type { AdmissionBudget } from '../../registry/admission-state.ts';
import type { WorkloadShares } from './facts.ts';

/** More than so many cannot each take a fifth of a budget that holds. */
const MOST = 20;

/** Undefined when the organization has no monthly budget; the strictest of several counts. */
export async function bigConsumers(
  ledger: Pick<LedgerStore, 'consumers'>,
  budgets: readonly AdmissionBudget[],
  accounts: readonly AccountStatus[],
  now: number,
  zone: string,
): Promise<WorkloadShares | undefined> {
  const total = totalOfMonth(budgets, accounts);
  if (total === undefined) return undefined;
  const since = new Date(periodAt('month', now, zone).start);
  const until = new Date(now + 1);
  const { workloads } = await ledger.consumers({ scope: {}, since, until, limit: MOST });
  return {
    budget: total.budget,
    workloads: workloads
      .filter(({ cost }) => takesTooMuch(cost, total.limit))
      .map(({ workload, cost }) => ({ workload, percent: workloadShare(cost, total.limit) ?? 100 })),
  };
}

function totalOfMonth(
  budgets: readonly AdmissionBudget[],
  accounts: readonly AccountStatus[],
): AccountStatus | undefined {
  const ids = budgets
    .filter(({ scope, period }) => period === 'month' && Object.keys(scope).length === 0)
    .map(({ id }) => id);
  return accounts
    .filter(({ budget }) => ids.includes(budget))
    .reduce<AccountStatus | undefined>(
      (least, one) => (least === undefined || one.limit < least.limit ? one : least),
      undefined,
    );
}
