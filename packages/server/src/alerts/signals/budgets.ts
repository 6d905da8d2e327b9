import type { BudgetLevel, BudgetMode } from '@weir/core/contract';
import { usedPercent } from '@weir/core/economics';
import { Decimal } from '@weir/core/money';
import type { AccountStatus } from '../../limits/budgets/port.ts';
import type { AdmissionState } from '../../registry/index.ts';
import { moneyText } from '../message.ts';
import type { Observation } from '../observation.ts';
import { scopeDimensions, scopeWho } from './who.ts';

type AdmissionBudget = AdmissionState['budgets'][number];

const TITLE: Readonly<Record<BudgetLevel, string>> = {
  green: 'is as it should be',
  yellow: 'has passed its yellow threshold',
  red: 'has passed its red threshold',
  exhausted: 'is exhausted',
};
const CONSEQUENCE: Readonly<Record<BudgetMode, (exhausted: boolean) => string>> = {
  soft: () => 'Calls go on: it only tells.',
  hard: (exhausted) => (exhausted ? 'Calls are refused' : 'Calls it does not cover will be refused'),
  degrade: (exhausted) => (exhausted ? 'Calls are refused' : 'Calls go to something cheaper'),
  approval: (exhausted) =>
    exhausted
      ? 'Calls are refused until an approver lifts it, or'
      : 'Calls it does not cover will need an approver',
};

/** Budgets that are yellow, red or exhausted. */
export function budgetObservations(statuses: readonly AccountStatus[], state: AdmissionState): Observation[] {
  const budgets = new Map(state.budgets.map((budget) => [budget.id, budget]));
  return statuses.flatMap((status) => {
    const budget = budgets.get(status.budget);
    if (budget === undefined || status.level === 'green') return [];
    return [
      {
        ...budgetFacts(budget, state),
        kind: 'budget' as const,
        level: status.level,
        title: `Budget ${budget.name} ${TITLE[status.level]}`,
        what: whatOf(budget, status),
      },
    ];
  });
}

/** Budgets whose level is not known for certain: control has just started, or awaits figures of a gateway. */
export function unknownBudgets(statuses: readonly AccountStatus[], state: AdmissionState): Set<string> {
  const certain = new Set(statuses.filter((status) => status.certain).map(({ budget }) => budget));
  return new Set(state.budgets.filter(({ id }) => !certain.has(id)).map(({ id }) => `budget/${id}`));
}

/** What all observations of a budget have in common. */
export function budgetFacts(
  budget: AdmissionBudget,
  state: AdmissionState,
): Pick<Observation, 'subject' | 'dimensions' | 'who' | 'link' | 'burns'> {
  return {
    subject: `budget/${budget.id}`,
    dimensions: scopeDimensions(state, budget.scope),
    who: `${scopeWho(state, budget.scope, budget.owner)}, budget ${budget.id}`,
    link: `/budgets/${encodeURIComponent(budget.id)}`,
    burns: budget.scope,
  };
}

function whatOf({ currency, mode }: AdmissionBudget, status: AccountStatus): string {
  const { settled, reserved, limit, level, period, overshoot } = status;
  const money = (pico: bigint) => moneyText(Decimal.fromPico(pico).toFixed(12), currency);
  const used = usedPercent(settled, reserved, limit);
  const held = reserved > 0n ? `, ${money(reserved)} held for calls under way` : '';
  const beyond = overshoot > 0n ? ` ${money(overshoot)} went beyond it.` : '';
  const consequence = CONSEQUENCE[mode](level === 'exhausted');
  const until = Number.isFinite(period.end) ? ` until ${stamp(period.end)}` : '';
  const then = mode === 'soft' ? consequence : `${consequence}${level === 'exhausted' ? until : ''}.`;
  return `${used} % of ${money(limit)} are used: ${money(settled)} settled${held}.${beyond} ${then}`;
}

function stamp(at: number): string {
  return `${new Date(at).toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}
