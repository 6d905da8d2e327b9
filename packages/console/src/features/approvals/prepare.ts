import type { Approval } from '@weir/core/contract';

export interface Sorted {
  /** The one that turned most calls away first. */
  pending: Approval[];
  /** The newest decision first. */
  decided: Approval[];
}

const decidedAt = ({ decided_at: at, asked_at: asked }: Approval) => at ?? asked;

export function sorted(all: readonly Approval[]): Sorted {
  return {
    pending: all
      .filter(({ state }) => state === 'pending')
      .sort((a, b) => b.refused_calls - a.refused_calls || a.asked_at.localeCompare(b.asked_at)),
    decided: all
      .filter(({ state }) => state !== 'pending')
      .sort((a, b) => decidedAt(b).localeCompare(decidedAt(a))),
  };
}

export interface DecisionFields {
  amount: string;
  /** As `<input type="datetime-local">` has it. */
  until: string;
  by: string;
  reason: string;
}

const given = (typed: string): string | undefined => (typed.trim() === '' ? undefined : typed.trim());

/** What is sent: empty fields are left out. `until` is an instant already. */
export function toConsent({ amount, by, reason }: DecisionFields, until: string | undefined) {
  const [more, who, why] = [given(amount), given(by), given(reason)];
  return {
    ...(more === undefined ? {} : { amount: more }),
    ...(until === undefined ? {} : { until }),
    ...(who === undefined ? {} : { by: who }),
    ...(why === undefined ? {} : { reason: why }),
  };
}

/** Workload and task of a subject `<workload>/<task>`; a task may contain slashes. */
export function taskOf(subject: string): { workload: string; task: string } {
  const at = subject.indexOf('/');
  return { workload: subject.slice(0, at), task: subject.slice(at + 1) };
}
