import { Decimal } from '@weir/core/money';
import type { TaskCostQuery, TaskCosts } from '../../economics-port.ts';
import type { SqlEngine } from '../engine.ts';
import { picoText } from '../rows/checks.ts';
import { rangeConditions } from './cost-pieces.ts';
import { Parameters } from './dimensions.ts';
import { toSpan } from './range.ts';

/** How far around the range other calls of its tasks are looked for. */
const LONGEST_TASK_MS = 31 * 24 * 3_600_000;

interface Row {
  sample: number;
  levels: string[];
  total: string;
}

/**
 * Over whole tasks whose first call lies in the range and of which at least one call was made; copies made to evaluate are in
 * their costs. Percentiles are values that occurred, the mean is rounded half-even to 12 decimals.
 */
export async function taskCosts(engine: SqlEngine, query: TaskCostQuery): Promise<TaskCosts | undefined> {
  const parameters = new Parameters();
  const span = toSpan(query);
  const around = {
    since: Math.max(0, span.since - LONGEST_TASK_MS),
    until: span.until + LONGEST_TASK_MS,
  };
  const where = [
    ...rangeConditions('started_at', around, parameters),
    `workload = ${parameters.add(query.workload, 'String')}`,
    `task != ''`,
    `entry != 'allocation'`,
    ...(query.sandbox === 'exclude' ? ['NOT sandbox'] : []),
  ];
  const began = rangeConditions('first', span, parameters);
  const [row] = await engine.select<Row>(
    `SELECT toInt64(count()) AS sample, toString(sum(spent)) AS total,
  arrayMap(level -> toString(level), quantilesExactLow(0.5, 0.95, 0.99)(toInt64(spent * 1000000000000))) AS levels
FROM (
  SELECT task, min(started_at) AS first, sum(c.cost) AS spent,
    countIf(status != 'refused' AND purpose != 'evaluation') AS made
  FROM calls AS c WHERE ${where.join(' AND ')} GROUP BY task
)
WHERE made > 0 AND ${began.join(' AND ')}`,
    parameters.values,
  );
  const sample = Number(row?.sample ?? 0);
  if (row === undefined || sample === 0) return undefined;
  const [p50 = '0', p95 = '0', p99 = '0'] = row.levels.map((pico) => picoText(BigInt(pico)));
  const mean = Decimal.from(row.total).divide(BigInt(sample), 12).toFixed(12);
  return { sample, p50, p95, p99, mean };
}
