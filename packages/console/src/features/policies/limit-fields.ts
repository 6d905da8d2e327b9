import type { LimitsPolicy, ModelTier, Priority, TaskPolicy } from '@weir/core/contract';
import type { NewLimitsPolicy } from '../../api/limit-mutations.ts';
import { COUNTS, type Count } from './limits-text.ts';

/** The form of a workload's limits: its fields, and what is sent. A policy that says nothing is taken away. */

export interface LimitFields {
  priority: Priority | 'unset';
  limitsTasks: boolean;
  counts: Record<Count, string>;
  cost: string;
  onLimit: TaskPolicy['on_limit'];
  degradeTier: ModelTier;
  gateTiers: ModelTier[];
  gateAction: NonNullable<TaskPolicy['gate']>['action'];
  fromTrace: boolean;
  webhook: string;
  onLoss: TaskPolicy['on_authority_loss'];
}

export function limitFieldsOf(policy: LimitsPolicy | undefined): LimitFields {
  const tasks = policy?.tasks;
  const count = (name: Count) => String(tasks?.[name] ?? '');
  return {
    priority: policy?.priority ?? 'unset',
    limitsTasks: tasks !== undefined,
    counts: Object.fromEntries(COUNTS.map((name) => [name, count(name)])) as LimitFields['counts'],
    cost: tasks?.max_cost ?? '',
    onLimit: tasks?.on_limit ?? 'stop',
    degradeTier: tasks?.degrade_to?.tier ?? 'small',
    gateTiers: [...(tasks?.gate?.tiers ?? [])],
    gateAction: tasks?.gate?.action ?? 'approval',
    fromTrace: tasks?.from_trace ?? true,
    webhook: tasks?.webhook ?? '',
    onLoss: tasks?.on_authority_loss ?? 'closed',
  };
}

/**
 * What is sent. `before` is the policy in force: a task that degrades to a model or to the cache, which the form does not
 * offer, keeps doing so.
 */
export function toLimitsPolicy(fields: LimitFields, before?: LimitsPolicy): NewLimitsPolicy | null {
  const priority = fields.priority === 'unset' ? {} : { priority: fields.priority };
  if (!fields.limitsTasks) return fields.priority === 'unset' ? null : priority;
  const counts = COUNTS.flatMap((name) => {
    const typed = fields.counts[name].trim();
    return typed === '' ? [] : [[name, Number(typed)] as const];
  });
  const [cost, webhook] = [fields.cost.trim(), fields.webhook.trim()];
  const kept = before?.tasks?.degrade_to;
  const degradeTo = kept !== undefined && kept.tier === undefined ? kept : { tier: fields.degradeTier };
  return {
    ...priority,
    tasks: {
      ...Object.fromEntries(counts),
      ...(cost === '' ? {} : { max_cost: cost }),
      on_limit: fields.onLimit,
      ...(fields.onLimit === 'degrade' ? { degrade_to: degradeTo } : {}),
      ...(fields.gateTiers.length === 0
        ? {}
        : { gate: { tiers: fields.gateTiers, action: fields.gateAction } }),
      from_trace: fields.fromTrace,
      ...(webhook === '' ? {} : { webhook }),
      on_authority_loss: fields.onLoss,
    },
  };
}
