import { Decimal } from '@weir/core/money';
import type { TaskCostQuery, TaskCosts } from '../../economics-port.ts';
import type { SqlEngine } from '../engine.ts';
import { picoText } from '../rows/checks.ts';
import { rangeConditions } from './cost-pieces.ts';
import { Parameters } from './dimensions.ts';
import { ofWorkloads } from './outcome-latest.ts';
import { toSpan } from './range.ts';

const HOUR_MS = 3_600_000;
/** How far around the range, in full hours, other calls of its tasks are looked for. */
const LONGEST_TASK_MS = 31 * 24 * HOUR_MS;

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
    since: Math.max(0, Math.floor((span.since - LONGEST_TASK_MS) / HOUR_MS) * HOUR_MS),
    until: span.until + LONGEST_TASK_MS,
  };
  const where = [
    ...rangeConditions('u.hour', around, parameters),
    ofWorkloads('u.workload', query.workload, parameters),
    `u.task != ''`,
    ...(query.sandbox === 'exclude' ? ['NOT u.sandbox'] : []),
  ];
  const began = rangeConditions('began', span, parameters);
  const [row] = await engine.select<Row>(
    `SELECT toInt64(count()) AS sample, toString(sum(spent)) AS total,
  arrayMap(level -> toString(level), quantilesExactLow(0.5, 0.95, 0.99)(toInt64(spent * 1000000000000))) AS levels
FROM (
  SELECT min(u.first) AS began, sum(u.cost) AS spent, sum(u.made) AS steps
  FROM rollup_uses_hourly AS u WHERE ${where.join(' AND ')} GROUP BY u.workload, u.task
)
WHERE steps > 0 AND ${began.join(' AND ')}`,
    parameters.values,
  );
  const sample = Number(row?.sample ?? 0);
  if (row === undefined || sample === 0) return undefined;
  const [p50 = '0', p95 = '0', p99 = '0'] = row.levels.map((pico) => picoText(BigInt(pico)));
  const mean = Decimal.from(row.total).divide(BigInt(sample), 12).toFixed(12);
  return { sample, p50, p95, p99, mean };
}
