import type { AccountStatus } from '../../limits/budgets/port.ts';
import type { AdmissionState } from '../../registry/index.ts';
import type { Observation } from '../observation.ts';
import { budgetFacts } from './budgets.ts';

/** Figures of a gateway that just went are awaited this long without anybody being told. */
const UNCERTAIN_MS = 10_000;

/** Something limits rest on that is away, as control knows it. */
export interface Degradation {
  /** `gateway/gw-0-...`, `redis`, `control`. */
  subject: string;
  /** `Gateway gw-0 cannot reach the limit authority`. */
  title: string;
  /** What that means, and what to do. */
  what: string;
  /** Host or operator; the subject when absent. */
  who?: string;
}

export function degradedObservations(degradations: readonly Degradation[]): Observation[] {
  return degradations.map(({ subject, title, what, who }) => ({
    kind: 'limits_degraded',
    subject,
    dimensions: {},
    title,
    who: who ?? subject,
    what,
    link: '/alerts?kind=limits_degraded',
  }));
}

/** Budgets whose figures are awaited for longer than it should take. */
export class UncertainBudgets {
  private readonly since = new Map<string, number>();

  observe(statuses: readonly AccountStatus[], state: AdmissionState, now: number): Observation[] {
    const uncertain = new Set(statuses.filter(({ certain }) => !certain).map(({ budget }) => budget));
    for (const id of this.since.keys()) if (!uncertain.has(id)) this.since.delete(id);
    for (const id of uncertain) if (!this.since.has(id)) this.since.set(id, now);
    return state.budgets.flatMap((budget) => {
      const since = this.since.get(budget.id);
      if (since === undefined || now - since < UNCERTAIN_MS) return [];
      const { burns: _, ...facts } = budgetFacts(budget, state);
      return [
        {
          ...facts,
          kind: 'limits_degraded' as const,
          title: `What is left of budget ${budget.name} is not known for certain`,
          what: 'Figures of a gateway are awaited and nothing new is granted; calls that need more than their gateway holds are refused. Look whether every gateway runs and reaches control.',
        },
      ];
    });
  }
}
