import type { DegradeTo, ModelTier, TaskPolicy } from '@weir/core/contract';
import type { BeginAnswer, BeginAsk, CallEnd, ToldCall } from './port.ts';

/** What travels between gateways and control. Amounts are decimal text of whole pico-units, which JSON has no number for. */
export const BEGIN_TOPIC = 'task.begin';
export const TELL_TOPIC = 'task.end';
/** Pushed to a gateway: what it recorded until then, and a little before, has landed. */
export const LANDED_TOPIC = 'task.landed';

interface WireTask {
  workload: string;
  task: string;
  parent_task?: string;
  call_id: string;
  digest: string;
  tokens: number;
  cost: string;
}

interface WireBegin extends WireTask {
  policy: TaskPolicy;
  tier?: ModelTier;
  degraded?: true;
}

export function encodeBegin(ask: BeginAsk): WireBegin {
  return {
    ...encodeTask(ask),
    policy: ask.policy,
    ...(ask.tier === undefined ? {} : { tier: ask.tier }),
    ...(ask.degraded ? { degraded: true } : {}),
  };
}

export function decodeBegin(payload: unknown): BeginAsk {
  const wire = payload as WireBegin;
  return { ...decodeTask(wire), policy: wire.policy, tier: wire.tier, degraded: wire.degraded === true };
}

interface WireAnswer {
  held: boolean;
  degrade?: DegradeTo;
}

export function encodeAnswer({ held, degrade }: BeginAnswer): WireAnswer {
  return degrade === undefined ? { held } : { held, degrade };
}

export function decodeAnswer(payload: unknown): BeginAnswer {
  const { held, degrade } = payload as WireAnswer;
  return { held, degrade };
}

interface WireEnd {
  tokens: number;
  tool_calls: number;
  tool_names: readonly string[];
  retries: number;
  cost: string;
  failed: boolean;
  made: boolean;
}

interface WireTold {
  calls: readonly (WireTask & { end?: WireEnd })[];
  /** The gateway has told all it knows. */
  whole: boolean;
}

export interface Told {
  calls: readonly ToldCall[];
  whole: boolean;
}

export function encodeTold({ calls, whole }: Told): WireTold {
  return {
    whole,
    calls: calls.map((call) => ({
      ...encodeTask(call),
      ...(call.end === undefined ? {} : { end: encodeEnd(call.end) }),
    })),
  };
}

export function decodeTold(payload: unknown): Told {
  const { calls, whole } = payload as WireTold;
  return {
    whole,
    calls: calls.map((call) => ({
      ...decodeTask(call),
      end: call.end === undefined ? undefined : decodeEnd(call.end),
    })),
  };
}

function encodeTask(task: Omit<ToldCall, 'end'>): WireTask {
  return {
    workload: task.workload,
    task: task.task,
    ...(task.parentTask === undefined ? {} : { parent_task: task.parentTask }),
    call_id: task.callId,
    digest: task.digest,
    tokens: task.tokens,
    cost: String(task.cost),
  };
}

function decodeTask(wire: WireTask): Omit<ToldCall, 'end'> {
  return {
    workload: wire.workload,
    task: wire.task,
    parentTask: wire.parent_task,
    callId: wire.call_id,
    digest: wire.digest,
    tokens: wire.tokens,
    cost: BigInt(wire.cost),
  };
}

function encodeEnd(end: CallEnd): WireEnd {
  return {
    tokens: end.tokens,
    tool_calls: end.toolCalls,
    tool_names: end.toolNames,
    retries: end.retries,
    cost: String(end.cost),
    failed: end.failed,
    made: end.made,
  };
}

function decodeEnd(wire: WireEnd): CallEnd {
  return {
    tokens: wire.tokens,
    toolCalls: wire.tool_calls,
    toolNames: wire.tool_names,
    retries: wire.retries,
    cost: BigInt(wire.cost),
    failed: wire.failed,
    made: wire.made,
  };
}
