import type { CallSummary, Page } from '@weir/core/contract';
import { WeirError } from '@weir/core/errors';
import { z } from 'zod';
import type { TaskDetail, TaskFigures, TaskQuery } from '../../port.ts';
import type { SqlEngine } from '../engine.ts';
import { type CallRow, decodeSummary, isoInstant, SUMMARY_COLUMNS } from '../rows/decode.ts';
import { rangeConditions } from './cost-pieces.ts';
import { Parameters } from './dimensions.ts';
import { toSpan } from './range.ts';

const CALLS_SHOWN = 500;
/** How far from the call that brought it into a list the other calls of a task are looked for. */
const LONGEST_TASK_MS = 31 * 24 * 3_600_000;

const PRODUCTION = `purpose != 'evaluation'`;
const RETRIES = `greatest(toInt64(JSONLength(attempts)) - 1, 0)`;
const FIGURES = `max(tags['parent_task']) AS parent, toString(min(started_at)) AS first, toString(max(ended_at)) AS last,
  toInt64(sumIf(call_count, ${PRODUCTION} AND status != 'refused')) AS steps, toInt64(sumIf(c.tool_calls, ${PRODUCTION})) AS tools,
  toInt64(sumIf(c.input_tokens, ${PRODUCTION})) AS input, toInt64(sumIf(c.output_tokens, ${PRODUCTION})) AS output,
  toInt64(sumIf(${RETRIES}, ${PRODUCTION})) AS retries,
  toInt64(sumIf(call_count, ${PRODUCTION} AND status IN ('upstream_error', 'refused', 'lost'))) AS errors,
  sum(c.cost) AS spent, max(currency) AS unit`;

interface FiguresRow {
  task: string;
  workload: string;
  parent: string;
  first: string;
  last: string;
  steps: number;
  tools: number;
  input: number;
  output: number;
  retries: number;
  errors: number;
  spent: string;
  unit: string;
}

interface ListedTask {
  workload: string;
  task: string;
  micros: string;
}

/** First which tasks, from three narrow columns; then their figures, found by the index on tasks. */
export async function queryTasks(engine: SqlEngine, query: TaskQuery): Promise<Page<TaskFigures>> {
  const parameters = new Parameters();
  const where = [...rangeConditions('started_at', toSpan(query), parameters), `task != ''`];
  if (query.workload !== undefined) where.push(`workload = ${parameters.add(query.workload, 'String')}`);
  const having = query.cursor === undefined ? '' : `HAVING ${afterCursor(query.cursor, parameters)}`;
  const listed = await engine.select<ListedTask>(
    `SELECT workload, task, toString(toUnixTimestamp64Micro(min(started_at))) AS micros FROM calls
WHERE ${where.join(' AND ')} GROUP BY workload, task ${having}
ORDER BY min(started_at) DESC, workload DESC, task DESC LIMIT ${parameters.add(query.limit + 1, 'UInt32')}`,
    parameters.values,
  );
  const shown = listed.slice(0, query.limit);
  const last = shown.at(-1);
  return {
    data: await figuresOf(engine, shown),
    next_cursor: listed.length > shown.length && last !== undefined ? encodeCursor(last) : null,
  };
}

async function figuresOf(engine: SqlEngine, listed: readonly ListedTask[]): Promise<TaskFigures[]> {
  if (listed.length === 0) return [];
  const instants = listed.map(({ micros }) => Number(micros) / 1_000);
  const parameters = new Parameters();
  const where = rangeConditions(
    'started_at',
    {
      since: Math.floor(Math.max(0, Math.min(...instants) - LONGEST_TASK_MS)),
      until: Math.ceil(Math.max(...instants) + LONGEST_TASK_MS),
    },
    parameters,
  );
  const unique = (values: string[]) => parameters.add([...new Set(values)], 'Array(String)');
  where.push(`task IN ${unique(listed.map(({ task }) => task))}`);
  where.push(`workload IN ${unique(listed.map(({ workload }) => workload))}`);
  const rows = await engine.select<FiguresRow>(
    `SELECT workload, task, ${FIGURES} FROM calls AS c WHERE ${where.join(' AND ')} GROUP BY workload, task`,
    parameters.values,
  );
  const byName = new Map(rows.map((row) => [nameOf(row), row]));
  return listed.flatMap((one) => {
    const row = byName.get(nameOf(one));
    return row === undefined ? [] : [figures(row)];
  });
}

/** A task with its calls; the index on tasks finds them whatever their age. */
export async function queryTask(
  engine: SqlEngine,
  workload: string,
  task: string,
): Promise<TaskDetail | undefined> {
  const which = { workload, task };
  const of = 'WHERE task = {task:String} AND workload = {workload:String}';
  const [row] = await engine.select<FiguresRow>(
    `SELECT workload, task, ${FIGURES} FROM calls AS c ${of} GROUP BY workload, task`,
    which,
  );
  if (row === undefined) return undefined;
  const tools = await engine.select<{ name: string; calls: number }>(
    `SELECT arrayJoin(tool_names) AS name, toInt64(count()) AS calls FROM calls ${of} AND ${PRODUCTION}
GROUP BY name ORDER BY calls DESC, name`,
    which,
  );
  const calls = await engine.select<CallRow & { further_attempts: number }>(
    `SELECT ${SUMMARY_COLUMNS}, ${RETRIES} AS further_attempts FROM calls ${of}
ORDER BY started_at, call_id LIMIT ${CALLS_SHOWN + 1}`,
    which,
  );
  const start = Date.parse(isoInstant(row.first));
  return {
    ...figures(row),
    tools,
    calls: calls.slice(0, CALLS_SHOWN).map(({ further_attempts, ...call }) => {
      const summary: CallSummary = decodeSummary(call);
      return { ...summary, retries: further_attempts, offset_ms: Date.parse(summary.started_at) - start };
    }),
    truncated: calls.length > CALLS_SHOWN,
  };
}

function figures(row: FiguresRow): TaskFigures {
  return {
    task: row.task,
    workload: row.workload,
    ...(row.parent === '' ? {} : { parent_task: row.parent }),
    started_at: isoInstant(row.first),
    last_call_at: isoInstant(row.last),
    steps: row.steps,
    tool_calls: row.tools,
    input_tokens: row.input,
    output_tokens: row.output,
    retries: row.retries,
    errors: row.errors,
    cost: row.spent,
    currency: row.unit,
  };
}

function nameOf({ workload, task }: { workload: string; task: string }): string {
  return JSON.stringify([workload, task]);
}

function encodeCursor({ micros, workload, task }: ListedTask): string {
  return Buffer.from(JSON.stringify([micros, workload, task])).toString('base64url');
}

function afterCursor(cursor: string, parameters: Parameters): string {
  const [micros, workload, task] = decodeCursor(cursor);
  const place = [
    `fromUnixTimestamp64Micro(${parameters.add(micros, 'Int64')}, 'UTC')`,
    parameters.add(workload, 'String'),
    parameters.add(task, 'String'),
  ];
  return `(min(started_at), workload, task) < (${place.join(', ')})`;
}

const placeOf = z.tuple([z.string().regex(/^\d{1,17}$/), z.string(), z.string()]);

function decodeCursor(cursor: string): [string, string, string] {
  try {
    return placeOf.parse(JSON.parse(Buffer.from(cursor, 'base64url').toString()));
  } catch {
    // not ours either
  }
  throw new WeirError('invalid_argument', 'This cursor was not issued by the list of tasks', {
    field: 'cursor',
    remedy: 'Pass next_cursor of the previous page unchanged, or leave it out.',
  });
}
