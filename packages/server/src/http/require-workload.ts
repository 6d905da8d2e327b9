import { WeirError } from '@weir/core/errors';
import type { Registry } from '../registry/registry.ts';

/** Throws `invalid_argument` that names the field and some workloads there are. */
export function requireWorkload(registry: Pick<Registry, 'compile'>, id: string): void {
  const { workloads } = registry.compile();
  if (workloads[id] !== undefined) return;
  const known = Object.keys(workloads).slice(0, 10);
  throw new WeirError('invalid_argument', `There is no workload "${id}"`, {
    field: 'workload',
    remedy: known.length === 0 ? 'Create one first.' : `Use one of: ${known.join(', ')} ...`,
  });
}
