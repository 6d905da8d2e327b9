import type { BudgetLevel, BudgetStatus } from '@weir/core/contract';
import { budgetLevel, isSpike, usedPercent, WORKLOAD_SHARE_RED_PERCENT } from '@weir/core/economics';
import type { StatusFacts } from './facts.ts';

type Reason = BudgetStatus['reasons'][number];

/** Why a budget is not green, in sentences. */
export function reasonsOf(facts: StatusFacts): Reason[] {
  return [...threshold(facts), ...spike(facts), ...share(facts)];
}

/** A spike or a workload that takes too much makes a budget red that is not spent yet. */
export function levelOf(level: BudgetLevel, reasons: readonly Reason[]): BudgetLevel {
  if (level === 'red' || level === 'exhausted') return level;
  return reasons.some(({ kind }) => kind !== 'threshold') ? 'red' : level;
}

function threshold({ account, budget }: StatusFacts): Reason[] {
  const { settled, reserved, limit } = account;
  // not the account's own level: that may be red for another reason
  const level = budgetLevel(settled, reserved, limit, budget.yellowPercent, budget.redPercent);
  if (level === 'green') return [];
  if (level === 'exhausted') return [{ kind: 'threshold', text: 'The whole limit is used.' }];
  const from = level === 'red' ? budget.redPercent : budget.yellowPercent;
  const used = usedPercent(settled, reserved, limit);
  return [{ kind: 'threshold', text: `${used}% of the limit is used; ${level} from ${from}% on.` }];
}

function spike({ account, last5min, now }: StatusFacts): Reason[] {
  const { limit, settled, reserved, period } = account;
  const remaining = limit - settled - reserved;
  if (remaining <= 0n || !isSpike({ last5min, remaining, timeLeft: period.end - now })) return [];
  const text = 'At the rate of the last 5 minutes it is spent before its period ends.';
  return [{ kind: 'spike', text }];
}

/** Shown at the total budget of the month, and at budgets of the workload itself. */
function share({ budget, shares }: StatusFacts): Reason[] {
  if (shares === undefined) return [];
  const concerned =
    budget.id === shares.budget
      ? shares.workloads
      : shares.workloads.filter(({ workload }) => workload === budget.scope['workload']);
  return concerned.map(({ workload, percent }) => ({
    kind: 'workload_share',
    text:
      `The workload "${workload}" takes ${percent}% of the total budget of the month, "${shares.budget}"; ` +
      `red above ${WORKLOAD_SHARE_RED_PERCENT}%.`,
  }));
}
