import type { TaskLimit, TaskPolicy } from '@weir/core/contract';
import { Decimal } from '@weir/core/money';
import type { Figures } from './figures.ts';
import type { Grants } from './grants.ts';
import type { LimitUse } from './port.ts';

/** What a task has used of its limits before the call in question. */
export interface Used extends Figures {
  seconds: number;
  depth: number;
  /** Tokens of one call, and how often one request was made. */
  tokensPerStep: number;
  identical: number;
}

/** What the call in question would add. */
export interface Adds {
  tokens: number;
  cost: bigint;
  /** How often the same request was made before. */
  identical: number;
  /** 1 for a failed request that is made again. */
  retries: number;
}

export interface Block extends LimitUse {
  /** What the call would add to `used`. */
  readonly adds: bigint;
}

/** Limits a task can go on beyond with something cheaper; the others stand for something that cheaper models do not heal. */
const DEGRADABLE: ReadonlySet<TaskLimit> = new Set(['steps', 'tool_calls', 'tokens', 'seconds', 'retries']);

export function isDegradable(limit: TaskLimit): boolean {
  return DEGRADABLE.has(limit);
}

/** From this share of its cost limit on, a task that may be degraded is. */
const DEGRADE_FROM_PERCENT = 80n;

export function isNearCost(policy: TaskPolicy, used: Figures, grants: Grants, now: number): boolean {
  const most = mostOf(policy, 'cost', grants, now);
  return most !== undefined && used.cost * 100n >= most * DEGRADE_FROM_PERCENT;
}

/** The limit in force, grants included; undefined where the policy has none. */
export function mostOf(
  policy: TaskPolicy,
  limit: TaskLimit,
  grants: Grants | undefined,
  now: number,
): bigint | undefined {
  const base = limit === 'cost' ? costOf(policy) : countOf(policy, limit);
  return base === undefined ? undefined : (grants?.most(limit, base, now) ?? base);
}

/** Every limit the next call would pass, in the order people are told of them. */
export function blocksOf(policy: TaskPolicy, used: Used, adds: Adds, grants: Grants, now: number): Block[] {
  const blocks: Block[] = [];
  const check = (limit: TaskLimit, before: bigint, more: bigint) => {
    const most = mostOf(policy, limit, grants, now);
    if (most !== undefined && before + more > most) blocks.push({ limit, most, used: before, adds: more });
  };
  check('depth', BigInt(used.depth), 0n);
  check('identical_calls', BigInt(adds.identical), 1n);
  check('steps', BigInt(used.steps), 1n);
  // tools a call will ask for are not known before it is made: a task that has used them up makes no further call
  check('tool_calls', BigInt(used.toolCalls), 1n);
  check('retries', BigInt(used.retries), BigInt(adds.retries));
  check('seconds', BigInt(Math.ceil(used.seconds)), 0n);
  check('tokens_per_step', 0n, BigInt(Math.ceil(adds.tokens)));
  check('tokens', BigInt(Math.ceil(used.tokens)), BigInt(Math.ceil(adds.tokens)));
  check('cost', used.cost, adds.cost);
  return blocks;
}

/** How far each limit of the policy is used. */
export function usesOf(policy: TaskPolicy, used: Used, grants: Grants | undefined, now: number): LimitUse[] {
  const all: [TaskLimit, bigint][] = [
    ['cost', used.cost],
    ['steps', BigInt(used.steps)],
    ['tool_calls', BigInt(used.toolCalls)],
    ['tokens', BigInt(Math.ceil(used.tokens))],
    ['tokens_per_step', BigInt(Math.ceil(used.tokensPerStep))],
    ['seconds', BigInt(Math.floor(used.seconds))],
    ['retries', BigInt(used.retries)],
    ['depth', BigInt(used.depth)],
    ['identical_calls', BigInt(used.identical)],
  ];
  return all.flatMap(([limit, amount]) => {
    const most = mostOf(policy, limit, grants, now);
    return most === undefined ? [] : [{ limit, most, used: amount }];
  });
}

/** In pico-units; more than 12 decimals are cut off, never rounded up: the limit is not to be passed. */
function costOf({ max_cost }: TaskPolicy): bigint | undefined {
  if (max_cost === undefined) return undefined;
  const [whole = '0', fraction = ''] = max_cost.split('.');
  return Decimal.from(`${whole}.${`${fraction}0`.slice(0, 12)}`).toPico();
}

function countOf(policy: TaskPolicy, limit: Exclude<TaskLimit, 'cost'>): bigint | undefined {
  const count = {
    steps: policy.max_steps,
    tool_calls: policy.max_tool_calls,
    tokens: policy.max_tokens,
    tokens_per_step: policy.max_tokens_per_step,
    seconds: policy.max_seconds,
    retries: policy.max_retries,
    depth: policy.max_depth,
    identical_calls: policy.max_identical_calls,
  }[limit];
  return count === undefined ? undefined : BigInt(count);
}
