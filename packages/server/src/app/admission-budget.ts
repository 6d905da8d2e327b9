import type { Budget } from '../limits/budgets/budget.ts';
import type { AdmissionState } from '../registry/index.ts';

type AdmissionBudget = AdmissionState['budgets'][number];

/** A budget of the admission state as gateways and the authority use it. */
export function budgetOf(budget: AdmissionBudget): Budget {
  const { id, name, scope, currency, period, mode, onAuthorityLoss, startsAt, endsAt } = budget;
  const { degradeTo, owner } = budget;
  return {
    id,
    name,
    scope,
    amount: BigInt(budget.amountPico),
    currency,
    period,
    ...(period === 'fixed'
      ? { span: { start: startsAt ?? 0, end: endsAt ?? Number.POSITIVE_INFINITY } }
      : {}),
    mode,
    yellow: budget.yellowPercent,
    red: budget.redPercent,
    ...(degradeTo === undefined ? {} : { degradeTo }),
    onAuthorityLoss,
    ...(owner === undefined ? {} : { owner }),
  };
}
