import { hash } from 'node:crypto';
import type { DegradeTo } from '@weir/core/contract';
import type { TaskStep } from '../../limits/port.ts';
import type { Prepared } from '../admitted.ts';
import type { Call } from '../call.ts';
import type { Leg } from '../routing/plan.ts';

/** Requests that begin so and are of the same length are the same: what an agent adds in a loop it adds at the end. */
const HEAD_BYTES = 16 * 1024;
const TAIL_BYTES = 48 * 1024;

/** The step of its task that a call is; undefined where it belongs to none or its workload limits none. */
export function taskStepOf(
  { call, principal, attribution, body, plan }: Prepared,
  planCheaper: (degradeTo: DegradeTo) => Leg,
): TaskStep | undefined {
  const { workload } = principal;
  const { tags } = attribution;
  const policy = workload.limits?.tasks;
  const task = tags['task'];
  if (policy === undefined || task === undefined) return undefined;
  const { degrade_to: degradeTo } = policy;
  return {
    workload: workload.id,
    task,
    parentTask: tags['parent_task'],
    policy,
    callId: call.id,
    at: call.startedAt,
    digest: digestOf(call, body),
    ...sizeOf(plan.legs[0]),
    ...(degradeTo === undefined ? {} : { cheaper: () => sizeOf(planCheaper(degradeTo)) }),
  };
}

function sizeOf({ place, expected }: Leg): Pick<TaskStep, 'tier' | 'tokens' | 'cost'> {
  return {
    tier: place.tier,
    tokens: expected.inputTokens + expected.outputTokens,
    cost: expected.amount,
  };
}

function digestOf({ route, line }: Call, body: Buffer): string {
  const whole = body.length <= HEAD_BYTES + TAIL_BYTES;
  const bytes = whole
    ? body
    : Buffer.concat([body.subarray(0, HEAD_BYTES), body.subarray(body.length - TAIL_BYTES)]);
  return hash(
    'sha1',
    Buffer.concat([Buffer.from(`${route.key} ${line.query} ${body.length}\n`), bytes]),
    'base64url',
  );
}
