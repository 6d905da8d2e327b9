import type { CachingPolicy, DataPolicy, RoutingPolicy } from '@weir/core/contract';
import { WeirError } from '@weir/core/errors';
import { dataClasses } from '../schema/index.ts';
import type { Queries } from '../store/db.ts';
import { checkModelRef, modelRefsOf } from './model-refs.ts';
import { requireReference } from './references.ts';

/** Policies as they come in: absent stays as it is, null takes away. */
export interface PolicyInput {
  routing?: RoutingPolicy | null | undefined;
  caching?: CachingPolicy | null | undefined;
  data?: DataPolicy | null | undefined;
}

/** Throws `invalid_argument` that names the field: a model that cannot be, a data class there is not, a contradiction. */
export async function checkPolicies(tx: Queries, { routing, data }: PolicyInput): Promise<void> {
  if (routing) checkRouting(routing);
  if (data) await requireReference(tx, dataClasses, 'data class', 'data.class', data.class);
}

function checkRouting(routing: RoutingPolicy): void {
  for (const { field, ref } of modelRefsOf(routing)) checkModelRef(ref, field);
  refuseRepeats(routing.fallbacks, 'routing.fallbacks');
  refuseRepeats(routing.escalation?.to ?? [], 'routing.escalation.to');
  for (const { field, ref } of modelRefsOf(routing)) {
    const tier = /^tier:(.+)$/.exec(ref)?.[1];
    const allowed: readonly string[] = routing.allowed_tiers;
    if (tier === undefined || allowed.length === 0 || allowed.includes(tier)) continue;
    throw new WeirError('invalid_argument', `The tier "${tier}" is not among the allowed tiers`, {
      field,
      remedy: `Add it to routing.allowed_tiers, or use one of ${allowed.join(', ')}.`,
    });
  }
}

export function refuseRepeats(refs: readonly string[], field: string): void {
  const repeated = refs.findIndex((ref, i) => refs.indexOf(ref) !== i);
  if (repeated === -1) return;
  throw new WeirError('invalid_argument', `"${refs[repeated]}" is named twice`, {
    field: `${field}.${repeated}`,
    remedy: 'Name each once; the order is the order of trying.',
  });
}
