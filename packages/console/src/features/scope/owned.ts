import type { Workload } from '@weir/core/contract';
import { readTerm, SHARED_DIMENSIONS } from './scope.ts';

type Owned = Pick<Workload, 'id' | 'team' | 'application' | 'environment' | 'cost_center'>;
type SharedDimension = (typeof SHARED_DIMENSIONS)[number];

const ownerOf = (workload: Owned, dimension: SharedDimension): string =>
  (dimension === 'workload' ? workload.id : workload[dimension]) ?? '';

/**
 * Ids of the workloads that ownership filters leave, for answers that name workloads and take no filter; undefined when
 * there is no such filter. As in the ledger: several values of a dimension are alternatives, dimensions add up.
 */
export function ownedBy(
  filter: readonly string[] | undefined,
  workloads: readonly Owned[],
): ReadonlySet<string> | undefined {
  const wanted = new Map<SharedDimension, string[]>();
  for (const { dimension, value } of (filter ?? []).map(readTerm)) {
    const shared = SHARED_DIMENSIONS.find((one) => one === dimension);
    if (shared !== undefined) wanted.set(shared, [...(wanted.get(shared) ?? []), value]);
  }
  if (wanted.size === 0) return undefined;
  const found = workloads.filter((workload) =>
    [...wanted].every(([dimension, values]) => values.includes(ownerOf(workload, dimension))),
  );
  return new Set(found.map(({ id }) => id));
}
