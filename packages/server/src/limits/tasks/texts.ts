import type { TaskLimit } from '@weir/core/contract';
import { WeirError } from '@weir/core/errors';
import { Decimal } from '@weir/core/money';
import type { Block } from './checks.ts';
import type { TaskKey } from './port.ts';

/** Task ids come from callers: told short. */
const SHOWN = 80;

export function nameOf({ workload, task }: TaskKey): string {
  const short = task.length > SHOWN ? `${task.slice(0, SHOWN)}...` : task;
  return `Task ${JSON.stringify(short)} of workload ${workload}`;
}

/** What was reached, in words: `has made 50 of 50 steps`. */
export function reached(block: Block, currency: string): string {
  const { limit, most, used, adds } = block;
  switch (limit) {
    case 'cost':
      return adds > most
        ? `may cost ${money(most, currency)} in all, and this call alone may cost up to ${money(adds, currency)}`
        : `has spent or reserved ${money(used, currency)} of ${money(most, currency)}; this call may cost up to ${money(adds, currency)}`;
    case 'steps':
      return `has made ${used} of ${most} steps`;
    case 'tool_calls':
      return `has called tools ${used} times, of ${most}`;
    case 'tokens':
      return `has used or reserved ${used} of ${most} tokens; this call may use up to ${adds}`;
    case 'tokens_per_step':
      return `may use ${most} tokens in a step, and this call may use up to ${adds}`;
    case 'seconds':
      return `has run for ${used} s, of ${most} s`;
    case 'retries':
      return `has made ${used} retries, more than ${most}`;
    case 'depth':
      return `stands at depth ${used}, deeper than ${most}`;
    case 'identical_calls':
      return `has made the same request ${used} times, of ${most}: it runs in a loop`;
    default:
      return limit satisfies never;
  }
}

const REMEDY: Record<TaskLimit, string> = {
  cost: 'Lower the maximum of output tokens, start a new task, or have limits.tasks.max_cost raised.',
  steps: 'End the task, or have limits.tasks.max_steps raised.',
  tool_calls: 'End the task, or have limits.tasks.max_tool_calls raised.',
  tokens: 'Send less context or lower the maximum of output tokens, or have limits.tasks.max_tokens raised.',
  tokens_per_step: 'Lower max_tokens of the request, or send less context.',
  seconds: 'End the task, or have limits.tasks.max_seconds raised.',
  retries: 'Find out why its calls fail, or have limits.tasks.max_retries raised.',
  depth:
    'Do the work in the task at hand instead of starting another, or have limits.tasks.max_depth raised.',
  identical_calls: 'Let the agent change its request or give up.',
};

export function limitReached(task: TaskKey, block: Block, currency: string): WeirError {
  return new WeirError('task_limit_reached', `${nameOf(task)} ${reached(block, currency)}.`, {
    remedy: REMEDY[block.limit],
  });
}

/** `why`: what it waits for, as `reached` says. */
export function waiting(task: TaskKey, why: string): WeirError {
  return new WeirError('task_waiting', `${nameOf(task)} ${why}. A person must decide whether it goes on.`, {
    remedy: 'Try again when the approval is given; `weir approval list` shows who is asked.',
  });
}

export function rejected(task: TaskKey, by: string | undefined): WeirError {
  const who = by === undefined ? 'A person' : by;
  return new WeirError('task_limit_reached', `${nameOf(task)} does not go on: ${who} has said no.`, {
    remedy: 'Start a new task, or talk to whoever decided.',
  });
}

export function gateRefused(task: TaskKey, tier: string): WeirError {
  return new WeirError('tier_not_allowed', `${nameOf(task)} may not call models of tier ${tier}.`, {
    remedy: 'Ask for a model of another tier.',
  });
}

export function unknownFigures(task: TaskKey): WeirError {
  return new WeirError('limits_unavailable', `What ${nameOf(task)} has used is not known yet.`, {
    remedy: 'Try again shortly.',
  });
}

/** Two decimals, or as many as show the first digits of a small amount. */
export function money(pico: bigint, currency: string): string {
  const places = pico === 0n || pico >= 10_000_000_000n ? 2 : pico >= 1_000_000n ? 6 : 12;
  return `${Decimal.fromPico(pico).toFixed(places)} ${currency}`;
}
