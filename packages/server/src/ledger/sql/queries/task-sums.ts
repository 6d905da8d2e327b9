import { Decimal } from '@weir/core/money';
import type { TaskName, TaskSums } from '../../port.ts';
import type { SqlEngine } from '../engine.ts';
import { Parameters } from './dimensions.ts';

interface SumsRow {
  workload: string;
  task: string;
  parent: string;
  first: number;
  steps: number;
  tools: number;
  tokens: number;
  retries: number;
  spent: string;
}

/** One narrow query for many tasks, found by the index on tasks whatever their age. */
export async function taskSums(
  engine: SqlEngine,
  tasks: readonly TaskName[],
): Promise<(TaskSums | undefined)[]> {
  if (tasks.length === 0) return [];
  const parameters = new Parameters();
  const unique = (values: string[]) => parameters.add([...new Set(values)], 'Array(String)');
  const rows = await engine.select<SumsRow>(
    `SELECT workload, task, max(tags['parent_task']) AS parent,
  toInt64(toUnixTimestamp64Milli(min(started_at))) AS first, toInt64(sum(call_count)) AS steps,
  toInt64(sum(c.tool_calls)) AS tools, toInt64(sum(c.input_tokens) + sum(c.output_tokens)) AS tokens,
  toInt64(sum(greatest(toInt64(JSONLength(attempts)) - 1, 0))) AS retries, toString(sum(c.cost)) AS spent
FROM calls AS c
WHERE task IN ${unique(tasks.map(({ task }) => task))} AND workload IN ${unique(tasks.map(({ workload }) => workload))}
  AND status != 'refused' AND purpose != 'evaluation'
GROUP BY workload, task`,
    parameters.values,
  );
  const found = new Map(rows.map((row) => [nameOf(row), sumsOf(row)]));
  return tasks.map((task) => found.get(nameOf(task)));
}

function sumsOf(row: SumsRow): TaskSums {
  return {
    startedAt: Number(row.first),
    parentTask: row.parent === '' ? undefined : row.parent,
    steps: Number(row.steps),
    toolCalls: Number(row.tools),
    tokens: Number(row.tokens),
    retries: Number(row.retries),
    cost: Decimal.from(row.spent).toPico(),
  };
}

function nameOf({ workload, task }: TaskName): string {
  return `${workload} ${task}`;
}
