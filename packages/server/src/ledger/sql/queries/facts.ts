import type { TimeRange } from '../../port.ts';
import type { SqlEngine } from '../engine.ts';
import { rangeConditions } from './cost-pieces.ts';
import { Parameters, resolveDimension, type VirtualTags } from './dimensions.ts';
import { toSpan } from './range.ts';

const DAY_MS = 24 * 3_600_000;

/** Values a dimension takes, most used first; a hint for pickers, so the range is widened to full days. */
export async function dimensionValues(
  engine: SqlEngine,
  input: { dimension: string; prefix: string; limit: number; range: TimeRange },
  virtual?: VirtualTags,
): Promise<string[]> {
  const parameters = new Parameters(virtual);
  const dimension = resolveDimension(input.dimension, parameters);
  const { since, until } = toSpan(input.range);
  const days = { since: Math.floor(since / DAY_MS) * DAY_MS, until: Math.ceil(until / DAY_MS) * DAY_MS };
  const [table, time, weight] = dimension.inRollup
    ? [dimension.ofCharge ? 'rollup_charges_daily' : 'rollup_calls_daily', 'day', 'sum(calls)']
    : ['calls', 'started_at', 'count()'];
  const range = rangeConditions(time, days, parameters).join(' AND ');
  const rows = await engine.select<{ value: string }>(
    `SELECT ${dimension.expression} AS value FROM ${table}
WHERE ${range}
  AND value != '' AND startsWith(lowerUTF8(value), lowerUTF8(${parameters.add(input.prefix, 'String')}))
GROUP BY value ORDER BY ${weight} DESC, value LIMIT ${parameters.add(input.limit, 'UInt32')}`,
    parameters.values,
  );
  return rows.map((row) => row.value);
}

/**
 * How much the ledger holds, and whether any of it is real traffic. A refused call reached no provider, so it is neither
 * real nor sandbox: one typing mistake must not hide the sandbox's figures. Neither must the share of a cost item, which is
 * no call at all: whoever tries full cost on the demo would lose the demo by it.
 */
export async function totals(
  engine: SqlEngine,
): Promise<{ calls: number; charges: number; hasReal: boolean }> {
  const [row] = await engine.select<{ calls: number; charges: number; has_real: number }>(
    `SELECT (SELECT toInt64(sum(calls)) FROM rollup_calls_daily) AS calls, (SELECT count() FROM charges) AS charges,
  (SELECT count() FROM (SELECT 1 FROM rollup_calls_daily WHERE NOT sandbox AND status != 'refused' AND entry != 'allocation' LIMIT 1)) AS has_real`,
  );
  return { calls: row?.calls ?? 0, charges: row?.charges ?? 0, hasReal: (row?.has_real ?? 0) > 0 };
}
