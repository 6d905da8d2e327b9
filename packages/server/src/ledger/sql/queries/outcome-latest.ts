import type { TimeRange } from '../../port.ts';
import { rangeConditions } from './cost-pieces.ts';
import type { Parameters } from './dimensions.ts';
import { toSpan } from './range.ts';

/** What narrows those that count. */
export interface LatestQuery extends TimeRange {
  workload?: string;
  outcome?: string;
  sandbox: 'include' | 'exclude';
}

const LATER = 'FROM outcomes WHERE version > 1';
/** Most are told once. One told anew counts where its latest version lies, and nowhere else. */
const IS_LATEST = `if(o.version = 1, o.id NOT IN (SELECT id ${LATER}), (o.id, o.version) IN (SELECT id, max(outcomes.version) ${LATER} GROUP BY id))`;

/** Conditions on `outcomes AS o`: the latest of each id in the range. */
export function latestConditions(query: LatestQuery, parameters: Parameters): string[] {
  const where = [...rangeConditions('o.at', toSpan(query), parameters), IS_LATEST];
  if (query.workload !== undefined) where.push(`o.workload = ${parameters.add(query.workload, 'String')}`);
  if (query.outcome !== undefined) where.push(`o.outcome = ${parameters.add(query.outcome, 'String')}`);
  if (query.sandbox === 'exclude') where.push('NOT o.sandbox');
  return where;
}

/** Those that count in figures, as a subquery; of two that were written at once by mistake one. */
export function countingOutcomes(query: LatestQuery, parameters: Parameters): string {
  return `SELECT * FROM outcomes AS o WHERE ${[...latestConditions(query, parameters), 'NOT o.retracted'].join(' AND ')} LIMIT 1 BY o.id`;
}

/** `o` joined to what it names: `n.there`, and of it cost as billed and the last call's texts. */
export function joinedToNamed(counting: string): string {
  return `(${counting}) AS o
LEFT ANY JOIN (
  SELECT concat('t', c.workload, '\\0', c.task) AS name, 1 AS there, ${OF_NAMED} FROM calls AS c
  WHERE c.task IN (SELECT task FROM (${counting}) WHERE task != '') GROUP BY name
  UNION ALL
  SELECT concat('c', c.call_id) AS name, 1 AS there, ${OF_NAMED} FROM calls AS c
  WHERE c.call_id IN (SELECT call FROM (${counting}) WHERE call != '' AND task = '') GROUP BY name
) AS n ON n.name = if(o.task != '', concat('t', o.workload, '\\0', o.task), concat('c', o.call))`;
}

/** Copies made to compare models cost money too, and answer nobody. */
const LAST = (column: string) =>
  `argMaxIf(c.${column}, c.started_at, c.entry = '' AND c.purpose != 'evaluation')`;
const OF_NAMED = `sumIf(c.cost, c.entry != 'allocation') AS spent, ${[
  'model',
  'customer',
  'user',
  'prompt_version',
]
  .map((column) => `${LAST(column)} AS last_${column}`)
  .join(', ')}`;
