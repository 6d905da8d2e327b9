import type { TagFilter } from '@weir/core/contract';
import type { MeasuredBasis, Receiver } from '@weir/core/economics';
import type { Decimal } from '@weir/core/money';
import type { BearingWorkload } from './port.ts';

/** What one workload, or what went on as it, had in a span. */
export interface Had {
  basis: Partial<Record<MeasuredBasis, Decimal>>;
  successes: Decimal;
}

/** Which workload goes on as another one's heir, whatever was merged how often; itself where it was not. */
export function heirs(workloads: readonly BearingWorkload[]): (id: string) => string {
  const next = new Map(
    workloads.flatMap(({ id, mergedInto }) => (mergedInto === undefined ? [] : [[id, mergedInto]])),
  );
  return (id) => {
    const seen = new Set<string>();
    let at = id;
    for (let to = next.get(at); to !== undefined && !seen.has(at); to = next.get(at)) {
      seen.add(at);
      at = to;
    }
    return at;
  };
}

/** What is over, or has not begun, bears nothing of a month in which it was not used. */
const IDLE_STAGES: ReadonlySet<string> = new Set(['retired', 'poc']);

/**
 * Who may bear a part of a month: every workload in pilot or production, and the others where they were used in it. One that
 * was merged has gone on as another, which has its basis too. Tags are of all: what is taken back from one that bears nothing any
 * more goes from its team, too.
 */
export function bearersOf(
  workloads: readonly BearingWorkload[],
  had: ReadonlyMap<string, Had>,
): { receivers: Receiver[]; tags: ReadonlyMap<string, Readonly<Record<string, string>>> } {
  const taking = workloads.filter(
    ({ id, stage, mergedInto }) =>
      mergedInto === undefined && (!IDLE_STAGES.has(stage) || wasUsed(had.get(id))),
  );
  return {
    receivers: taking.map(({ id, tags }) => ({
      id,
      levels: {
        cost_center: tags['cost_center'] ?? '',
        team: tags['team'] ?? '',
        application: tags['application'] ?? '',
        environment: tags['environment'] ?? '',
      },
      basis: had.get(id)?.basis ?? {},
    })),
    tags: new Map(workloads.map(({ id, tags }) => [id, { ...tags, workload: id }])),
  };
}

function wasUsed(had: Had | undefined): boolean {
  return Object.values(had?.basis ?? {}).some((value) => !value.isZero);
}

/** As filters of costs: all dimensions, one of the values each, '' for none. */
export function matches(among: TagFilter, tags: Readonly<Record<string, string>>): boolean {
  return Object.entries(among).every(([name, values]) =>
    values.includes(tags[name.replace(/^tag\./, '')] ?? ''),
  );
}
