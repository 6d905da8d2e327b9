import type { AllocatedQuery, AllocatedSum } from '../../economics-port.ts';
import type { SqlEngine } from '../engine.ts';
import { rangeConditions } from './cost-pieces.ts';
import { Parameters } from './dimensions.ts';
import { twelve } from './drivers.ts';
import { assertTimeZone, toSpan } from './range.ts';

/** Entries name their item as the price that they were booked at. */
export async function allocated(engine: SqlEngine, query: AllocatedQuery): Promise<AllocatedSum[]> {
  assertTimeZone(query.timeZone);
  const parameters = new Parameters();
  const where = [
    ...rangeConditions('started_at', toSpan(query), parameters),
    `entry = 'allocation'`,
    query.sandbox === 'only' ? 'sandbox' : 'NOT sandbox',
  ];
  const zone = parameters.add(query.timeZone, 'String');
  const rows = await engine.select<AllocatedSum>(
    `SELECT replaceOne(toString(price_ref), 'item:', '') AS item, toString(toDate(started_at, ${zone})) AS day,
  toString(workload) AS workload, toString(max(category)) AS category, toInt64(count()) AS entries,
  toString(sum(effective_cost)) AS cost
FROM charges WHERE ${where.join(' AND ')}
GROUP BY item, day, workload ORDER BY item, day, workload`,
    parameters.values,
  );
  return rows.map((row) => ({ ...row, entries: Number(row.entries), cost: twelve(row.cost) }));
}
