import { Decimal } from '@weir/core/money';
import type { Had } from './bearers.ts';
import { instantOfDay } from './days.ts';
import type { FullCostDeps } from './port.ts';

export interface BasisSpan {
  /** Days; `until` exclusive. */
  since: string;
  until: string;
  sandbox: boolean;
}

/** What workloads had in a span of days, told once per span. */
export type Bases = (span: BasisSpan) => Promise<ReadonlyMap<string, Had>>;

export function basesOf(
  { economics, outcomes, organization }: Pick<FullCostDeps, 'economics' | 'outcomes' | 'organization'>,
  heir: (workload: string) => string,
): Bases {
  const known = new Map<string, Promise<ReadonlyMap<string, Had>>>();
  const { time_zone: timeZone } = organization();

  async function ask({ since, until, sandbox }: BasisSpan): Promise<ReadonlyMap<string, Had>> {
    const range = { since: instantOfDay(since, timeZone), until: instantOfDay(until, timeZone), timeZone };
    const had = new Map<string, Had>();
    const of = (workload: string): Had => {
      const id = heir(workload);
      const one = had.get(id) ?? { basis: {}, successes: Decimal.ZERO };
      had.set(id, one);
      return one;
    };
    const drivers = await economics.drivers({
      ...range,
      by: ['workload'],
      sandbox: sandbox ? 'only' : 'exclude',
    });
    for (const { group, cost, calls, tokens, users, tasks } of drivers) {
      const { basis } = of(group.workload ?? '');
      const more = { cost, calls, tokens, users, tasks };
      for (const name of ['cost', 'calls', 'tokens', 'users', 'tasks'] as const) {
        basis[name] = (basis[name] ?? Decimal.ZERO).add(Decimal.from(more[name]));
      }
    }
    const told = async (which: 'include' | 'exclude', sign: bigint) => {
      const sums = await outcomes.sums({ ...range, by: ['workload'], sandbox: which });
      for (const { group, outcomes: count, successes } of sums) {
        const one = of(group.workload ?? '');
        one.basis.outcomes = (one.basis.outcomes ?? Decimal.ZERO).add(Decimal.from(sign * BigInt(count)));
        one.successes = one.successes.add(Decimal.from(sign * BigInt(successes)));
      }
    };
    // outcomes of the sandbox alone: all of them without those that are real
    await told(sandbox ? 'include' : 'exclude', 1n);
    if (sandbox) await told('exclude', -1n);
    return had;
  }

  return (span) => {
    const name = JSON.stringify(span);
    const asked = known.get(name) ?? ask(span);
    known.set(name, asked);
    return asked;
  };
}
