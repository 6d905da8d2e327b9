import type { DegradeTo, TaskPolicy } from '@weir/core/contract';
import type { WeirError } from '@weir/core/errors';
import { type Block, blocksOf, isDegradable, isNearCost } from './checks.ts';
import { usedOf } from './live.ts';
import type { BeginAsk, BlockedBy } from './port.ts';
import type { TaskRecord } from './record.ts';
import { gateRefused, limitReached, money, reached, rejected } from './texts.ts';

export type Verdict =
  | { kind: 'pass'; degrade: DegradeTo | undefined }
  /** It does not fit; cheaper it may. */
  | { kind: 'cheaper' }
  /** `stops`: the task as a whole goes no further. */
  | { kind: 'refuse'; error: WeirError; stops: Stop | undefined }
  | Wait;

export interface Stop {
  limit: BlockedBy;
  most: string;
  used: string;
}

export interface Wait extends Stop {
  kind: 'wait';
  /** What it waits for, without its subject: `has made 50 of 50 steps`. */
  why: string;
  needed: bigint;
}

/** Whether a task may make one more call. Changes nothing but grants that are used up by it. */
export function decide(record: TaskRecord, ask: BeginAsk, now: number, currency: string): Verdict {
  return gate(record, ask, now) ?? byLimits(record, ask, now, currency);
}

/** What stands against further tries of a call that is under way: they cost more, but are no further step. */
export function tooMuch(
  record: TaskRecord,
  policy: TaskPolicy,
  more: { tokens: number; cost: bigint },
  now: number,
): Block | undefined {
  const adds = { ...more, identical: 0, retries: 0 };
  const blocks = blocksOf(policy, usedOf(record, now), adds, record.grants, now);
  return blocks.find(
    ({ limit }) => (limit === 'cost' && more.cost > 0n) || (limit === 'tokens' && more.tokens > 0),
  );
}

/** Dearer tiers need a person's consent, once per task. */
function gate(record: TaskRecord, ask: BeginAsk, now: number): Verdict | undefined {
  const { policy, tier, cost } = ask;
  if (policy.gate === undefined || tier === undefined || !policy.gate.tiers.includes(tier)) return undefined;
  if (policy.gate.action === 'refuse') {
    return { kind: 'refuse', error: gateRefused(record, tier), stops: undefined };
  }
  const no = record.grants.rejected('gate');
  if (no !== undefined) return { kind: 'refuse', error: rejected(record, no.by), stops: undefined };
  if (record.grants.consented(now) || record.grants.use('gate', now)) return undefined;
  const why = `wants to call a model of tier ${tier}`;
  return { kind: 'wait', limit: 'gate', why, needed: cost, most: '', used: tier };
}

function byLimits(record: TaskRecord, ask: BeginAsk, now: number, currency: string): Verdict {
  const { policy, degraded } = ask;
  const no = record.grants.rejected('steps');
  const blocks = blocksNow(record, ask, now);
  const [first] = blocks;
  if (first === undefined) return { kind: 'pass', degrade: degradation(record, policy, now) };
  if (no !== undefined) {
    return { kind: 'refuse', error: rejected(record, no.by), stops: stopOf(first, currency) };
  }
  if (policy.on_limit === 'handoff') {
    const why = reached(first, currency);
    return { kind: 'wait', why, needed: ask.cost, ...stopOf(first, currency) };
  }
  if (policy.on_limit === 'degrade' && policy.degrade_to !== undefined) {
    const hard = blocks.find(({ limit }) => !isDegradable(limit));
    if (hard === undefined) return { kind: 'pass', degrade: policy.degrade_to };
    if (!degraded && blocks.every(({ limit }) => limit === 'cost' || isDegradable(limit))) {
      return { kind: 'cheaper' };
    }
    return refused(record, hard, currency);
  }
  return refused(record, first, currency);
}

/** What blocks when grants of unknown purpose are used for it. */
function blocksNow(record: TaskRecord, ask: BeginAsk, now: number): Block[] {
  const { digests, grants } = record;
  const adds = {
    tokens: ask.tokens,
    cost: ask.cost,
    identical: digests.count(ask.digest),
    retries: digests.isRetry(ask.digest) ? 1 : 0,
  };
  for (;;) {
    const blocks = blocksOf(ask.policy, usedOf(record, now), adds, grants, now);
    const [first] = blocks;
    if (first === undefined || !grants.use(first.limit, now)) return blocks;
  }
}

function degradation(record: TaskRecord, policy: TaskPolicy, now: number): DegradeTo | undefined {
  if (policy.on_limit !== 'degrade') return undefined;
  return isNearCost(policy, record.figures, record.grants, now) ? policy.degrade_to : undefined;
}

/** Only what the task has used up stops it: a call that is too large, or one too many of its kind, does not. */
function refused(record: TaskRecord, block: Block, currency: string): Verdict {
  const ofTheCall = block.limit === 'tokens_per_step' || block.limit === 'identical_calls';
  const error = limitReached(record, block, currency);
  return { kind: 'refuse', error, stops: ofTheCall ? undefined : stopOf(block, currency) };
}

function stopOf({ limit, most, used }: Block, currency: string): Stop {
  const text = (amount: bigint) => (limit === 'cost' ? money(amount, currency) : String(amount));
  return { limit, most: text(most), used: text(used) };
}
