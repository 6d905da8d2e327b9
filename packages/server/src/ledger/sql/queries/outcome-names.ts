import type { NamedCall, OutcomeNames } from '../../outcome-port.ts';
import type { SqlEngine } from '../engine.ts';
import { isoInstant } from '../rows/decode.ts';
import { chunksOf } from './chunks.ts';
import { Parameters } from './dimensions.ts';

interface NamedRow {
  workload: string;
  task: string;
  call: string;
  sandbox: boolean;
  first: string;
  /** It has calls that were not moved elsewhere. */
  held: boolean;
}

/**
 * Found by the indexes on tasks and call ids, whatever their age. A task whose calls were all moved to another workload is that
 * one's, and no longer of the workload that it was recorded with.
 */
export async function namedCalls(engine: SqlEngine, names: OutcomeNames): Promise<NamedCall[]> {
  const rows = await namedRows(engine, names);
  const heldTasks = new Set(rows.flatMap(({ task, call, held }) => (call === '' && held ? [task] : [])));
  return rows.filter(({ task, call, held }) => call !== '' || held || !heldTasks.has(task)).map(namedOf);
}

async function namedRows(engine: SqlEngine, { tasks, calls }: OutcomeNames): Promise<NamedRow[]> {
  const found: NamedRow[] = [];
  for (const piece of piecesOf(tasks)) {
    const parameters = new Parameters();
    const rows = await engine.select<NamedRow>(
      `SELECT c.workload AS workload, c.task AS task, '' AS call, max(c.sandbox) AS sandbox, toString(min(c.started_at)) AS first,
  toBool(sum(c.call_count) > 0) AS held
FROM calls AS c WHERE c.task IN ${parameters.add(piece, 'Array(String)')} GROUP BY workload, task ORDER BY task, workload`,
      parameters.values,
    );
    found.push(...rows);
  }
  for (const piece of piecesOf(calls)) {
    const parameters = new Parameters();
    const rows = await engine.select<NamedRow>(
      `SELECT c.workload AS workload, c.task AS task, c.call_id AS call, c.sandbox AS sandbox, toString(c.started_at) AS first,
  true AS held
FROM calls AS c WHERE c.call_id IN ${parameters.add(piece, 'Array(String)')} ORDER BY call`,
      parameters.values,
    );
    found.push(...rows);
  }
  return found;
}

function piecesOf(names: readonly string[]): string[][] {
  return chunksOf([...new Set(names)], (name) => name);
}

function namedOf({ workload, task, call, sandbox, first }: NamedRow): NamedCall {
  return {
    workload,
    ...(task === '' ? {} : { task }),
    ...(call === '' ? {} : { call }),
    sandbox: Boolean(sandbox),
    startedAt: isoInstant(first),
  };
}

/** What tells whether an outcome has something to wait for: its task, or else its call. */
export interface Naming {
  workload: string;
  task?: string | undefined;
  call?: string | undefined;
}

/** Positions of those whose task or call is not there. */
export async function positionsUnlinked(engine: SqlEngine, outcomes: readonly Naming[]): Promise<number[]> {
  const tasks = outcomes.flatMap(({ task }) => (task ? [task] : []));
  const calls = outcomes.flatMap(({ task, call }) => (!task && call ? [call] : []));
  const named = await namedRows(engine, { tasks, calls });
  const there = new Set(named.map(({ workload, task, call }) => call || taskKey(workload, task)));
  return outcomes.flatMap(({ workload, task, call }, i) => {
    const name = task ? taskKey(workload, task) : call;
    return !name || there.has(name) ? [] : [i];
  });
}

function taskKey(workload: string, task = ''): string {
  return JSON.stringify([workload, task]);
}
