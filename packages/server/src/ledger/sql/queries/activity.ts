import type { TimeRange, WorkloadActivity } from '../../port.ts';
import type { SqlEngine } from '../engine.ts';
import { picoOf } from '../rows/checks.ts';
import { rangeConditions } from './cost-pieces.ts';
import { Parameters } from './dimensions.ts';
import { toSpan } from './range.ts';

/** The table is in the order calls began: this bounds how far back a call that ended now is looked for. */
const LONGEST_CALL_MS = 3_600_000;

export async function activity(engine: SqlEngine, range: TimeRange): Promise<WorkloadActivity[]> {
  const span = toSpan(range);
  const parameters = new Parameters();
  const began = { since: span.since - LONGEST_CALL_MS, until: span.until };
  const where = [
    ...rangeConditions('started_at', began, parameters),
    ...rangeConditions('ended_at', span, parameters),
    // what is booked for these minutes did not happen in them
    `entry = ''`,
  ];
  const production = `purpose != 'evaluation'`;
  const rows = await engine.select<Omit<WorkloadActivity, 'cost'> & { spent: string }>(
    `SELECT workload, toInt64(countIf(${production})) AS calls,
  toInt64(countIf(${production} AND status IN ('upstream_error', 'lost'))) AS errors,
  toInt64(countIf(${production} AND status = 'refused' AND error_code = 'rate_limited')) AS rate_limited,
  toString(sum(cost)) AS spent
FROM calls WHERE ${where.join(' AND ')} GROUP BY workload ORDER BY workload`,
    parameters.values,
  );
  return rows.map(({ spent, ...row }) => ({ ...row, cost: picoOf(spent) }));
}
