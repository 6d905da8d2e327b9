import { createHash } from 'node:crypto';
import type { OutcomeRule } from '@weir/core/contract';
import type { EndedTask, OutcomeRecord, OutcomeStore } from '../ledger/outcome-port.ts';
import type { WorkloadFacts } from './port.ts';

/** Ended before, and looked at once more: their calls may have landed late. */
const LOOK_BACK_MS = 3_600_000;
/** Between the end of a call and its landing, beyond what the writer says. */
const LANDING_MS = 60_000;
const PAGE = 500;
const LONGEST_ID = 200;

interface RuleDeps {
  store: Pick<OutcomeStore, 'append' | 'heads' | 'endedTasks'>;
  workload(id: string): Promise<WorkloadFacts | undefined>;
}

interface RuleRun {
  /** Tasks whose last call ended by then have been looked at. */
  until: Date;
  added: number;
  revised: number;
}

/**
 * Makes outcomes of the tasks that are over. Ids come from rule and task: looked at twice, after a crash for instance, they
 * are the same outcomes; a task that went on is told anew. What somebody took back stays so.
 */
export async function applyRule(
  rule: OutcomeRule,
  settledUntil: Date | undefined,
  deps: RuleDeps,
  now: number,
  lagMs: number,
): Promise<RuleRun> {
  const from = Date.parse(rule.from);
  const settled = settledUntil?.getTime() ?? from;
  const after = new Date(Math.max(from - 1, settled - LOOK_BACK_MS));
  const until = new Date(Math.max(settled, now - rule.quiet_minutes * 60_000 - lagMs - LANDING_MS));
  const facts = await deps.workload(rule.workload);
  const run: RuleRun = { until, added: 0, revised: 0 };
  if (after >= until) return run;
  let next: string | undefined;
  do {
    const page = await deps.store.endedTasks({
      workload: rule.workload,
      after,
      until,
      limit: PAGE,
      ...(next === undefined ? {} : { next }),
    });
    const records = page.tasks.flatMap((task) => outcomeOf(rule, task, facts) ?? []);
    const heads = await deps.store.heads(records.map(({ id }) => id));
    const standing = records.filter(({ id }) => heads.get(id)?.retracted !== true);
    const { added, revised } = await deps.store.append(standing, new Date(now));
    run.added += added;
    run.revised += revised;
    next = page.next;
  } while (next !== undefined);
  return run;
}

/** Undefined where the task is no outcome of this rule. */
function outcomeOf(
  rule: OutcomeRule,
  task: EndedTask,
  facts: WorkloadFacts | undefined,
): OutcomeRecord | undefined {
  const matched = matches(rule.when, task);
  if (!matched && !rule.otherwise_failure) return undefined;
  const success = matched && rule.success;
  const { customer, user, prompt_version } = task;
  return {
    id: idOf(rule.id, task.task),
    outcome: rule.outcome,
    at: task.lastCallAt,
    success,
    workload: rule.workload,
    task: task.task,
    ...(customer === undefined ? {} : { customer }),
    ...(user === undefined ? {} : { user }),
    ...(prompt_version === undefined ? {} : { prompt_version }),
    ...(success && rule.value !== undefined && rule.currency !== undefined
      ? { value: rule.value, currency: rule.currency }
      : {}),
    confidence: facts?.valueMetric?.confidence ?? 'asserted',
    class: facts?.valueMetric?.class ?? 'measurable',
    attributes: {},
    source: `rule:${rule.id}`,
    retracted: false,
    sandbox: task.sandbox,
  };
}

function matches(when: OutcomeRule['when'], task: EndedTask): boolean {
  return (
    (when.last_tool === undefined || task.lastTools.includes(when.last_tool)) &&
    (when.any_tool === undefined || task.tools.includes(when.any_tool)) &&
    (when.max_steps === undefined || task.steps <= when.max_steps) &&
    (when.last_ok === undefined || task.lastOk === when.last_ok)
  );
}

function idOf(rule: string, task: string): string {
  const id = `rule:${rule}:${task}`;
  if (id.length <= LONGEST_ID) return id;
  return `rule:${rule}:${createHash('sha256').update(task).digest('hex')}`;
}
