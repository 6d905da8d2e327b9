import type { CachingPolicy, DataPolicy, LimitsPolicy, RoutingPolicy, TaskPolicy } from '@weir/core/contract';
import { WeirError } from '@weir/core/errors';
import { dataClasses } from '../schema/index.ts';
import type { Queries } from '../store/db.ts';
import { checkPositive, invalid } from './amounts.ts';
import { checkModelRef, modelRefsOf } from './model-refs.ts';
import { requireReference } from './references.ts';

/** Policies as they come in: absent stays as it is, null takes away. */
export interface PolicyInput {
  routing?: RoutingPolicy | null | undefined;
  caching?: CachingPolicy | null | undefined;
  data?: DataPolicy | null | undefined;
  limits?: LimitsPolicy | null | undefined;
}

/** Throws `invalid_argument` that names the field: a model that cannot be, a data class there is not, a contradiction. */
export async function checkPolicies(tx: Queries, { routing, data, limits }: PolicyInput): Promise<void> {
  if (routing) checkRouting(routing);
  if (data) await requireReference(tx, dataClasses, 'data class', 'data.class', data.class);
  if (limits?.tasks) checkTaskPolicy(limits.tasks);
}

function checkTaskPolicy(tasks: TaskPolicy): void {
  const { degrade_to: degradeTo, on_limit: onLimit } = tasks;
  if (onLimit === 'degrade' && degradeTo === undefined) {
    throw invalid(
      'limits.tasks.degrade_to',
      'A task that goes on with something cheaper needs to know with what',
      'Give degrade_to with one of tier, model, cache_only.',
    );
  }
  if (onLimit !== 'degrade' && degradeTo !== undefined) {
    throw invalid(
      'limits.tasks.degrade_to',
      `A task policy with on_limit "${onLimit}" has no degrade_to`,
      'Leave it out, or set on_limit to "degrade".',
    );
  }
  if (degradeTo?.model !== undefined) checkModelRef(degradeTo.model, 'limits.tasks.degrade_to.model');
  if (tasks.max_cost !== undefined) {
    checkPositive(
      tasks.max_cost,
      'limits.tasks.max_cost',
      'The cost of a task',
      'Leave it out for no limit.',
    );
  }
  if (tasks.webhook !== undefined && !/^https?:/i.test(tasks.webhook)) {
    throw invalid('limits.tasks.webhook', 'A webhook is called over HTTP', 'Give an https:// address.');
  }
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
