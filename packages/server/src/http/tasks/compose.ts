import type { Task, TaskPolicy, TaskState, TaskView } from '@weir/core/contract';
import { Decimal, MONEY_SCALE } from '@weir/core/money';
import type { TaskDetail, TaskFigures } from '../../ledger/port.ts';
import { usesOf } from '../../limits/tasks/checks.ts';
import type { LimitUse, LiveTask } from '../../limits/tasks/port.ts';
import type { AdmissionKill } from '../../registry/admission-state.ts';

/** A task that has made no call for so long has ended, as far as anyone can tell. */
export const ENDED_AFTER_MS = 15 * 60_000;

/** What is known of a task beside its calls. */
export interface TaskContext {
  live: LiveTask | undefined;
  /** The kill switch thrown on it. */
  kill: AdmissionKill | undefined;
  now: number;
}

/** Figures of the ledger with what control knows at this moment. */
export function composeTask(figures: TaskFigures, context: TaskContext): Task {
  const { live } = context;
  const reason = reasonOf(context);
  return {
    ...figures,
    state: stateOf(figures, context),
    ...(live === undefined ? {} : { reserved: amountText(live.reserved) }),
    ...(reason === undefined ? {} : { reason }),
  };
}

export function composeView(
  detail: TaskDetail,
  context: TaskContext,
  policy: TaskPolicy | undefined,
): TaskView {
  const { tools, calls, truncated, ...figures } = detail;
  const { live, now } = context;
  const uses = live !== undefined && live.limits.length > 0 ? live.limits : storedUses(detail, policy, now);
  return {
    ...composeTask(figures, context),
    limits: uses.map(limitRow),
    tools,
    calls,
    truncated,
    ...(live?.approval === undefined ? {} : { approval: live.approval }),
  };
}

/** A task of which no call has landed: its first is under way, or waits for a person. */
export function unlanded(live: LiveTask, currency: string): TaskDetail {
  const at = new Date(live.lastActivity).toISOString();
  return {
    task: live.task,
    workload: live.workload,
    started_at: at,
    last_call_at: at,
    steps: 0,
    tool_calls: 0,
    input_tokens: 0,
    output_tokens: 0,
    retries: 0,
    errors: 0,
    cost: amountText(0n),
    currency,
    tools: [],
    calls: [],
    truncated: false,
  };
}

function stateOf({ last_call_at }: TaskFigures, { live, kill, now }: TaskContext): TaskState {
  if (kill !== undefined) return 'stopped';
  if (live !== undefined && live.state !== 'running') return live.state;
  if (live !== undefined && live.open > 0) return 'running';
  const last = Math.max(Date.parse(last_call_at), live?.lastActivity ?? 0);
  return last + ENDED_AFTER_MS < now ? 'ended' : 'running';
}

function reasonOf({ live, kill }: TaskContext): string | undefined {
  return kill === undefined ? live?.reason : `Stopped by an operator: ${kill.reason}`;
}

/** From the ledger alone: how often the same request came, and grants of people, only the book knows. */
function storedUses(detail: TaskDetail, policy: TaskPolicy | undefined, now: number): LimitUse[] {
  if (policy === undefined) return [];
  const { steps, tool_calls, input_tokens, output_tokens, retries, cost, started_at, last_call_at } = detail;
  const used = {
    steps,
    toolCalls: tool_calls,
    tokens: input_tokens + output_tokens,
    retries,
    cost: Decimal.from(cost).toPico(),
    seconds: (Date.parse(last_call_at) - Date.parse(started_at)) / 1_000,
    depth: detail.parent_task === undefined ? 1 : 2,
    tokensPerStep: Math.max(0, ...detail.calls.map(tokensOf)),
    identical: 0,
  };
  return usesOf(policy, used, undefined, now).filter(({ limit }) => limit !== 'identical_calls');
}

function tokensOf({ usage }: TaskDetail['calls'][number]): number {
  return (usage['input_tokens'] ?? 0) + (usage['output_tokens'] ?? 0);
}

function limitRow({ limit, most, used }: LimitUse): TaskView['limits'][number] {
  const text = limit === 'cost' ? amountText : String;
  return {
    limit,
    most: text(most),
    used: text(used),
    used_percent: most === 0n ? 100 : Number((used * 10_000n) / most) / 100,
  };
}

function amountText(pico: bigint): string {
  return Decimal.fromPico(pico).toFixed(MONEY_SCALE);
}
