import type { FirstSeen, FirstSeenQuery } from '../../economics-port.ts';
import type { SqlEngine } from '../engine.ts';
import type { Floors } from '../floors.ts';
import { isoInstant } from '../rows/decode.ts';
import { rangeConditions } from './cost-pieces.ts';
import { costSource } from './cost-source.ts';
import { Parameters, resolveDimension } from './dimensions.ts';
import { toSpan } from './range.ts';

/** What there was before is told by sums, also where retention has dropped the calls. Refused calls show nothing. */
export async function firstSeen(
  engine: SqlEngine,
  floors: Floors,
  query: FirstSeenQuery,
): Promise<FirstSeen[]> {
  const parameters = new Parameters();
  const { expression } = resolveDimension(query.dimension, parameters);
  const before = costSource(
    {
      since: new Date(0),
      until: query.since,
      by: [query.dimension, 'status'],
      filter: { workload: [query.workload] },
      timeZone: 'UTC',
      sandbox: 'include',
    },
    floors,
    parameters,
  );
  const where = [
    ...rangeConditions('started_at', toSpan(query), parameters),
    `workload = ${parameters.add(query.workload, 'String')}`,
    `entry IN ('', 'usage')`,
    `purpose != 'evaluation'`,
    `status != 'refused'`,
    `${expression} != ''`,
    `${expression} NOT IN (SELECT g0 FROM (\n${before.sql}\n) WHERE g1 != 'refused' GROUP BY g0 HAVING sum(m_calls) > 0)`,
  ];
  const rows = await engine.select<{ value: string; first: string; seen: number }>(
    `SELECT ${expression} AS value, toString(min(started_at)) AS first, toInt64(sum(call_count)) AS seen
FROM calls WHERE ${where.join(' AND ')} GROUP BY value ORDER BY min(started_at), value`,
    parameters.values,
  );
  return rows.map(({ value, first, seen }) => ({ value, at: isoInstant(first), calls: Number(seen) }));
}
