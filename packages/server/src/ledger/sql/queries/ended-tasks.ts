import { WeirError } from '@weir/core/errors';
import { z } from 'zod';
import type { EndedTask, EndedTaskQuery } from '../../outcome-port.ts';
import type { SqlEngine } from '../engine.ts';
import { isoInstant, present } from '../rows/decode.ts';
import { Parameters } from './dimensions.ts';

/** How long before its end a call may have begun. */
const LONGEST_CALL_MS = 2 * 3_600_000;

interface EndedRow {
  task: string;
  last: string;
  micros: string;
  steps: number;
  last_tools: string[];
  tools: string[];
  last_ok: boolean;
  any_sandbox: boolean;
  customer: string;
  user: string;
  prompt_version: string;
}

const LAST = '(c.started_at, c.call_id)';

/** First which tasks had a call about then, then what they came to, by the index on tasks. */
export async function endedTasks(
  engine: SqlEngine,
  query: EndedTaskQuery,
): Promise<{ tasks: EndedTask[]; next: string | undefined }> {
  const parameters = new Parameters();
  const instant = (ms: number) => `fromUnixTimestamp64Milli(${parameters.add(ms, 'Int64')}, 'UTC')`;
  const workload = parameters.add(query.workload, 'String');
  const [after, until] = [query.after.getTime(), query.until.getTime()];
  const of = `c.workload = ${workload} AND c.task != '' AND c.entry = '' AND c.purpose != 'evaluation'`;
  const having = [`max(c.ended_at) > ${instant(after)}`, `max(c.ended_at) <= ${instant(until)}`];
  if (query.next !== undefined) having.push(`(max(c.ended_at), c.task) > ${placeOf(query.next, parameters)}`);
  const rows = await engine.select<EndedRow>(
    `SELECT c.task AS task, toString(max(c.ended_at)) AS last, toString(toUnixTimestamp64Micro(max(c.ended_at))) AS micros,
  toInt64(sumIf(c.call_count, c.status != 'refused')) AS steps, argMax(c.tool_names, ${LAST}) AS last_tools,
  arraySort(groupUniqArrayArray(c.tool_names)) AS tools, argMax(c.status, ${LAST}) = 'ok' AS last_ok, max(c.sandbox) AS any_sandbox,
  argMax(c.customer, ${LAST}) AS customer, argMax(c.user, ${LAST}) AS user, argMax(c.prompt_version, ${LAST}) AS prompt_version
FROM calls AS c
WHERE ${of} AND c.task IN (
  SELECT c.task FROM calls AS c
  WHERE ${of} AND c.started_at >= ${instant(Math.max(0, after - LONGEST_CALL_MS))} AND c.started_at <= ${instant(until)}
)
GROUP BY c.task HAVING ${having.join(' AND ')}
ORDER BY max(c.ended_at), c.task LIMIT ${parameters.add(query.limit + 1, 'UInt32')}`,
    parameters.values,
  );
  const shown = rows.slice(0, query.limit);
  const last = shown.at(-1);
  return {
    tasks: shown.map(endedOf),
    next:
      rows.length > shown.length && last !== undefined ? JSON.stringify([last.micros, last.task]) : undefined,
  };
}

function endedOf({ customer, user, prompt_version, ...row }: EndedRow): EndedTask {
  return {
    task: row.task,
    lastCallAt: isoInstant(row.last),
    steps: row.steps,
    lastTools: row.last_tools,
    tools: row.tools,
    lastOk: Boolean(row.last_ok),
    sandbox: Boolean(row.any_sandbox),
    ...present({ customer, user, prompt_version }),
  };
}

const place = z.tuple([z.string().regex(/^\d{1,17}$/), z.string()]);

function placeOf(next: string, parameters: Parameters): string {
  try {
    const [micros, task] = place.parse(JSON.parse(next));
    return `(fromUnixTimestamp64Micro(${parameters.add(micros, 'Int64')}, 'UTC'), ${parameters.add(task, 'String')})`;
  } catch (cause) {
    throw new WeirError('invalid_argument', 'This place was not given by the list of ended tasks', {
      field: 'next',
      remedy: 'Pass next of the previous page unchanged, or leave it out.',
      cause,
    });
  }
}
