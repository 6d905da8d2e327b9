import type { TimeRange } from '../../port.ts';
import { rangeConditions } from './cost-pieces.ts';
import type { Parameters } from './dimensions.ts';
import { toSpan } from './range.ts';

/** What narrows those that count. */
export interface LatestQuery extends TimeRange {
  workload?: string | readonly string[];
  outcome?: string;
  sandbox: 'include' | 'exclude';
}

const LATER = 'FROM outcomes WHERE version > 1';
/** Most are told once. One told anew counts where its latest version lies, and nowhere else. */
const IS_LATEST = `if(o.version = 1, o.id NOT IN (SELECT id ${LATER}), (o.id, o.version) IN (SELECT id, max(outcomes.version) ${LATER} GROUP BY id))`;

/** Conditions on `outcomes AS o`: the latest of each id in the range. */
export function latestConditions(query: LatestQuery, parameters: Parameters): string[] {
  const where = [...rangeConditions('o.at', toSpan(query), parameters), IS_LATEST];
  if (query.workload !== undefined) where.push(ofWorkloads('o.workload', query.workload, parameters));
  if (query.outcome !== undefined) where.push(`o.outcome = ${parameters.add(query.outcome, 'String')}`);
  if (query.sandbox === 'exclude') where.push('NOT o.sandbox');
  return where;
}

/** Of one workload, or of several. */
export function ofWorkloads(
  column: string,
  workload: string | readonly string[],
  parameters: Parameters,
): string {
  return `${column} IN ${parameters.add([workload].flat(), 'Array(String)')}`;
}

/** Those that count in figures, as a subquery; of two that were written at once by mistake one. */
export function countingOutcomes(query: LatestQuery, parameters: Parameters): string {
  return `SELECT * FROM outcomes AS o WHERE ${[...latestConditions(query, parameters), 'NOT o.retracted'].join(' AND ')} LIMIT 1 BY o.id`;
}

/**
 * `o` joined to what it names: `n.there`, and of it cost as billed and the last call's texts. What tasks come to is read from where their
 * calls lie together.
 */
export function joinedToNamed(query: LatestQuery, counting: string, parameters: Parameters): string {
  const within =
    query.workload === undefined ? '' : `AND ${ofWorkloads('u.workload', query.workload, parameters)}`;
  return `(${counting}) AS o
LEFT ANY JOIN (
  SELECT concat('t', u.workload, '\\0', u.task) AS name, 1 AS there, ${OF_TASK} FROM rollup_uses_hourly AS u
  WHERE u.task IN (SELECT task FROM (${counting}) WHERE task != '') ${within} GROUP BY u.workload, u.task
  UNION ALL
  SELECT concat('c', c.call_id) AS name, 1 AS there, ${OF_CALL} FROM calls AS c
  WHERE c.call_id IN (SELECT call FROM (${counting}) WHERE call != '' AND task = '') GROUP BY c.call_id
) AS n ON n.name = if(o.task != '', concat('t', o.workload, '\\0', o.task), concat('c', o.call))`;
}

const TEXTS = ['model', 'customer', 'user', 'prompt_version'] as const;
/** Copies made to compare models cost money too, and answer nobody. */
const OF_CALL = `sumIf(c.cost, c.entry != 'allocation') AS spent, ${TEXTS.map(
  (column) =>
    `argMaxIf(toString(c.${column}), c.started_at, c.entry = '' AND c.purpose != 'evaluation') AS last_${column}`,
).join(', ')}`;
/** Rows without a call that answered somebody have a `last` of the beginning of time. */
const LAST = { model: 'u.last.2', customer: 'u.customer', user: 'u.user', prompt_version: 'u.last.3' };
const OF_TASK = `sum(u.cost) AS spent, ${TEXTS.map(
  (column) => `argMaxIf(${LAST[column]}, u.last.1, toUnixTimestamp64Micro(u.last.1) > 0) AS last_${column}`,
).join(', ')}`;
