import { WeirError } from '@weir/core/errors';
import type { AdmissionKill, AdmissionState } from '../registry/admission-state.ts';
import type { Leg, Plan } from './routing/plan.ts';

/** Whom a switch may stop. */
export interface Stoppable {
  readonly key: string;
  readonly workload: string;
  readonly task: string | undefined;
  /** Where it goes now; undefined before that is known. */
  readonly provider: string | undefined;
}

/** The kill switches of one version of the rules. */
export class KillSwitches {
  private readonly bySubject = new Map<string, AdmissionKill>();
  private readonly everything: AdmissionKill | undefined;
  readonly none: boolean;

  private constructor(kills: readonly AdmissionKill[]) {
    this.none = kills.length === 0;
    this.everything = kills.find(({ target }) => target === 'everything');
    for (const kill of kills) this.bySubject.set(nameOf(kill.target, kill.subject ?? ''), kill);
  }

  static of(state: AdmissionState): KillSwitches {
    let known = compiled.get(state);
    if (known === undefined) {
      known = new KillSwitches(state.kills);
      compiled.set(state, known);
    }
    return known;
  }

  /** The switch that stops this; undefined when none does. */
  find({ key, workload, task, provider }: Stoppable): AdmissionKill | undefined {
    if (this.none) return undefined;
    return (
      this.everything ??
      this.bySubject.get(nameOf('workload', workload)) ??
      this.bySubject.get(nameOf('key', key)) ??
      (task === undefined ? undefined : this.bySubject.get(nameOf('task', `${workload}/${task}`))) ??
      (provider === undefined ? undefined : this.bySubject.get(nameOf('provider', provider)))
    );
  }

  /** Throws WeirError `stopped_by_operator` for a caller that is stopped. */
  check(key: string, workload: string, task: string | undefined): void {
    if (this.none) return;
    const kill = this.find({ key, workload, task, provider: undefined });
    if (kill !== undefined) throw stopped(kill);
  }

  /** Throws `stopped_by_operator` for a provider that is stopped. */
  checkProvider(id: string): void {
    const kill = this.none ? undefined : (this.everything ?? this.bySubject.get(nameOf('provider', id)));
    if (kill !== undefined) throw stopped(kill);
  }

  /** The plan without providers that are stopped. Throws `stopped_by_operator` when nothing is left of it. */
  spare(plan: Plan): Plan {
    if (this.none) return plan;
    const goes = ({ place }: Leg) => !this.bySubject.has(nameOf('provider', place.provider.id));
    const [first, ...others] = plan.legs.filter(goes);
    if (first === undefined) {
      const kill = this.bySubject.get(nameOf('provider', plan.legs[0].place.provider.id));
      throw stopped(kill ?? UNKNOWN);
    }
    return { ...plan, legs: [first, ...others], escalations: plan.escalations.filter(goes) };
  }
}

const compiled = new WeakMap<AdmissionState, KillSwitches>();
const UNKNOWN: AdmissionKill = { id: '', target: 'provider', reason: '', cut: false };

/** Says who was stopped and why. */
export function stopped({ target, subject, reason }: AdmissionKill): WeirError {
  const what = target === 'everything' ? 'All calls are' : `The ${target} ${subject} is`;
  return new WeirError(
    'stopped_by_operator',
    `${what} stopped by an operator: ${reason || 'no reason given'}.`,
    {
      remedy:
        'Ask the operators of Weir; `weir kill list` shows who stopped it and `weir kill end` lets it go on.',
    },
  );
}

function nameOf(target: AdmissionKill['target'], subject: string): string {
  return `${target}\n${subject}`;
}
