import { type PeriodSpan, periodBefore } from '@weir/core/economics';
import type { Spend } from '../../../limits/budgets/authority/ledger-reader.ts';
import { RollOver } from '../../../limits/budgets/authority/roll-over.ts';
import { type Budget, calendarPeriods, type PeriodOf } from '../../../limits/budgets/budget.ts';
import { systemClock } from '../../../platform/clock.ts';
import type { AdmissionState } from '../../../registry/index.ts';
import { budgetOf } from '../../admission-budget.ts';

type AdmissionBudget = AdmissionState['budgets'][number];

/** What a limit is made of; pico-units. */
export interface LimitParts {
  limit: bigint;
  rolledOver: bigint;
  lifted: bigint;
}

export interface BudgetLimits {
  readonly periodOf: PeriodOf;
  zone(): string;
  budgets(): readonly Budget[];
  partsOf(budget: Budget, span: PeriodSpan): LimitParts;
  /** To be called about every second; true when something rolled over anew. */
  refresh(): Promise<boolean>;
}

/** Budgets of the newest rules with what is in force for them now: amount, what rolled over, and lifts. */
export function budgetLimits(compile: () => AdmissionState, spend: Spend): BudgetLimits {
  let derived: { state: AdmissionState; budgets: Budget[]; byId: Map<string, AdmissionBudget> } | undefined;
  const current = () => {
    const state = compile();
    if (derived?.state.version !== state.version) {
      const byId = new Map(state.budgets.map((budget) => [budget.id, budget]));
      derived = { state, budgets: state.budgets.map(budgetOf), byId };
    }
    return derived;
  };
  const zone = () => current().state.organization.timeZone;
  const periodOf = calendarPeriods(zone);
  const rollOver = new RollOver({
    clock: systemClock,
    spend,
    asked: () =>
      current().budgets.flatMap((budget) => {
        const terms = current().byId.get(budget.id);
        if (terms?.rollOver !== 'unused') return [];
        const now = periodOf(budget, systemClock.now());
        const before = periodBefore(budget.period, now, zone());
        const most = terms.rollOverMaxPico;
        if (before === undefined) return [];
        return [{ budget, now, before, ...(most === undefined ? {} : { most: BigInt(most) }) }];
      }),
  });
  return {
    periodOf,
    zone,
    budgets: () => current().budgets,
    partsOf(budget, span) {
      const now = systemClock.now();
      let lifted = 0n;
      for (const { amountPico, from, until } of current().byId.get(budget.id)?.lifts ?? []) {
        if (from <= now && now < until) lifted += BigInt(amountPico);
      }
      const rolledOver = rollOver.of(budget.id, span);
      return { limit: budget.amount + rolledOver + lifted, rolledOver, lifted };
    },
    refresh: () => rollOver.refresh(),
  };
}
