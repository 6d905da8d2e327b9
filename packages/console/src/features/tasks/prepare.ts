import type { Task, TaskView } from '@weir/core/contract';
import { Decimal } from '@weir/core/money';
import { toCsv } from '../../charts/prepare/csv.ts';
import { formatMoney } from '../../format/money.ts';
import { formatCount, formatDuration } from '../../format/number.ts';
import type { Tone } from '../../ui/tag.tsx';

export type TaskCall = TaskView['calls'][number];
export type TaskLimitUse = TaskView['limits'][number];

/** A call of a task with its place in it. */
export interface Step {
  /** From 1. */
  number: number;
  call: TaskCall;
  /** Cost of all calls up to and with this one. */
  total: string;
  /** The first that did not end well. */
  isFirstFailure: boolean;
}

/** A call the client left is not a failure of the task. */
const hasFailed = ({ status }: TaskCall) => status !== 'ok' && status !== 'client_aborted';

export function stepsOf(calls: readonly TaskCall[]): Step[] {
  const firstFailure = calls.findIndex(hasFailed);
  let total = Decimal.ZERO;
  return calls.map((call, i) => {
    total = total.add(Decimal.from(call.cost));
    return { number: i + 1, call, total: total.toString(), isFirstFailure: i === firstFailure };
  });
}

/**
 * Milliseconds a task has lasted and whether that is until now: as its limit counts them where it has one and goes on, else
 * as its calls say.
 */
export function lasted(task: TaskView): { ms: number; untilNow: boolean } {
  const limit = task.limits.find((one) => one.limit === 'seconds');
  if (limit === undefined || task.state === 'ended') return { ms: wallTime(task), untilNow: false };
  return { ms: Number(limit.used) * 1_000, untilNow: true };
}

/** Percent in whole; what is used a little does not read as nothing. */
export const percentText = (percent: number): string =>
  percent > 0 && percent < 1 ? '<1%' : `${Math.floor(percent)}%`;

/** Milliseconds from the first call's begin to the last one's end, of the calls that are known. */
export function wallTime(task: Pick<TaskView, 'calls' | 'started_at' | 'last_call_at'>): number {
  const ends = task.calls.map(({ offset_ms, duration_ms }) => offset_ms + duration_ms);
  return Math.max(0, Date.parse(task.last_call_at) - Date.parse(task.started_at), ...ends);
}

/** A figure of a limit as it is read. Seconds and amounts have their own forms. */
export function limitText(limit: TaskLimitUse['limit'], value: string, currency: string): string {
  if (limit === 'cost') return formatMoney(value, currency).text;
  return limit === 'seconds' ? formatDuration(Number(value) * 1_000) : formatCount(Number(value));
}

export function limitTone(percent: number): Tone {
  if (percent >= 100) return 'bad';
  return percent >= 80 ? 'warn' : 'accent';
}

/** Somebody threw a kill switch on it, as opposed to a limit that was met. */
export const isStoppedByHand = ({ state, reason }: Pick<Task, 'state' | 'reason'>): boolean =>
  state === 'stopped' && reason !== undefined && reason.startsWith('Stopped by an operator');

export const isStoppable = ({ state }: Pick<Task, 'state'>): boolean =>
  state === 'running' || state === 'waiting';

const HEADER = [
  'step',
  'call_id',
  'started_at',
  'offset_ms',
  'duration_ms',
  'status',
  'error_code',
  'provider',
  'model',
  'input_tokens',
  'output_tokens',
  'tool_names',
  'tool_calls',
  'retries',
  'cost',
  'running_total',
  'currency',
];

/** What the waterfall shows as CSV, every decimal kept, in the names of the API. */
export function taskCsv(steps: readonly Step[]): string {
  const number = (value: number | undefined) => (value === undefined ? '' : String(value));
  const body = steps.map(({ number: step, call, total }) => [
    String(step),
    call.call_id,
    call.started_at,
    String(call.offset_ms),
    String(call.duration_ms),
    call.status,
    call.error_code ?? '',
    call.provider,
    call.model,
    number(call.usage['input_tokens']),
    number(call.usage['output_tokens']),
    call.tool_names.join(' '),
    String(call.tool_calls),
    String(call.retries),
    call.cost,
    total,
    call.currency,
  ]);
  return toCsv([HEADER, ...body]);
}

/** `ticket/47 11` -> `ticket-47-11`: of any id a name for a file. */
export const fileName = (task: string): string =>
  task.replaceAll(/[^A-Za-z0-9_.-]+/g, '-').slice(0, 80) || 'task';
