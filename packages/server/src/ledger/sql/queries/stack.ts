import type { DriverQuery, StackSum } from '../../economics-port.ts';
import type { SqlEngine } from '../engine.ts';
import type { Floors } from '../floors.ts';
import { Parameters } from './dimensions.ts';
import { listOf } from './driver-keys.ts';
import { groupedSource, groupOf, twelve } from './drivers.ts';

interface Row {
  keys: string[];
  kind: string;
  spent: string;
}

/** Costs by group and category, from charges or their sums; with allocations, whose charges have categories of their own. */
export async function stack(engine: SqlEngine, floors: Floors, query: DriverQuery): Promise<StackSum[]> {
  const parameters = new Parameters();
  const { source, keys } = groupedSource(query, floors, parameters, ['category']);
  const rows = await engine.select<Row>(
    `SELECT ${listOf(keys)} AS keys, toString(g${source.groups.length - 1}) AS kind, toString(sum(m_loaded_cost)) AS spent
FROM (\n${source.sql}\n)
GROUP BY keys, kind
HAVING sum(m_loaded_cost) != 0
ORDER BY keys, kind`,
    parameters.values,
  );
  return rows.map((row) => ({
    group: groupOf(query.by, row.keys),
    category: row.kind,
    cost: twelve(row.spent),
  }));
}
