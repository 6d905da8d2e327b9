import type { TimeRange } from '../../port.ts';
import type { SqlEngine } from '../engine.ts';
import { picoOf } from '../rows/checks.ts';
import { Parameters, resolveDimension } from './dimensions.ts';
import { splitHours, toSpan } from './range.ts';

const HOUR_MS = 3_600_000;

/** Values a dimension takes, most used first; a hint for pickers, so the range is widened to full hours. */
export async function dimensionValues(
  engine: SqlEngine,
  input: { dimension: string; prefix: string; limit: number; range: TimeRange },
): Promise<string[]> {
  const parameters = new Parameters();
  const dimension = resolveDimension(input.dimension, parameters);
  const { since, until } = toSpan(input.range);
  const from = parameters.add(Math.floor(since / HOUR_MS) * HOUR_MS, 'Int64');
  const to = parameters.add(Math.ceil(until / HOUR_MS) * HOUR_MS, 'Int64');
  const [table, time, weight] = dimension.inRollup
    ? [dimension.ofCharge ? 'rollup_charges_hourly' : 'rollup_calls_hourly', 'hour', 'sum(calls)']
    : ['calls', 'started_at', 'count()'];
  const rows = await engine.select<{ value: string }>(
    `SELECT ${dimension.expression} AS value FROM ${table}
WHERE ${time} >= fromUnixTimestamp64Milli(${from}, 'UTC') AND ${time} < fromUnixTimestamp64Milli(${to}, 'UTC')
  AND value != '' AND startsWith(lowerUTF8(value), lowerUTF8(${parameters.add(input.prefix, 'String')}))
GROUP BY value ORDER BY ${weight} DESC, value LIMIT ${parameters.add(input.limit, 'UInt32')}`,
    parameters.values,
  );
  return rows.map((row) => row.value);
}

/**
 * How much the ledger holds, and whether any of it is real traffic. A refused call reached no provider, so it is neither
 * real nor sandbox: one typing mistake must not hide the sandbox's figures.
 */
export async function totals(
  engine: SqlEngine,
): Promise<{ calls: number; charges: number; hasReal: boolean }> {
  const [row] = await engine.select<{ calls: number; charges: number; has_real: number }>(
    `SELECT (SELECT count() FROM calls) AS calls, (SELECT count() FROM charges) AS charges,
  (SELECT count() FROM (SELECT 1 FROM rollup_calls_hourly WHERE NOT sandbox AND status != 'refused' LIMIT 1)) AS has_real`,
  );
  return { calls: row?.calls ?? 0, charges: row?.charges ?? 0, hasReal: (row?.has_real ?? 0) > 0 };
}

/** Spend by workload since an instant in pico-units; calls without a workload are left out. */
export async function spendByWorkload(
  engine: SqlEngine,
  since: Date,
  excludeInstances: readonly string[],
): Promise<Map<string, bigint>> {
  const from = toSpan({ since, until: new Date(8.64e15) });
  const parameters = new Parameters();
  const pieces =
    excludeInstances.length === 0
      ? spendPieces(from, parameters)
      : [
          `SELECT workload, cost FROM calls
WHERE started_at >= fromUnixTimestamp64Milli(${parameters.add(from.since, 'Int64')}, 'UTC')
  AND instance NOT IN ${parameters.add(excludeInstances, 'Array(String)')}`,
        ];
  const rows = await engine.select<{ workload: string; spent: string }>(
    `SELECT workload, sum(cost) AS spent FROM (\n${pieces.join('\nUNION ALL\n')}\n)
WHERE workload != '' GROUP BY workload`,
    parameters.values,
  );
  return new Map(rows.map((row) => [row.workload, picoOf(row.spent)]));
}

/** The rollup from the first full hour on, detail before it. */
function spendPieces(span: { since: number; until: number }, parameters: Parameters): string[] {
  const { hours, edges } = splitHours(span);
  const piece = (table: string, time: string, part: { since: number; until: number }) =>
    `SELECT workload, cost FROM ${table}
WHERE ${time} >= fromUnixTimestamp64Milli(${parameters.add(part.since, 'Int64')}, 'UTC')
  AND ${time} < fromUnixTimestamp64Milli(${parameters.add(part.until, 'Int64')}, 'UTC')`;
  const pieces = edges.map((part) => piece('calls', 'started_at', part));
  if (hours !== undefined) pieces.push(piece('rollup_calls_hourly', 'hour', hours));
  return pieces;
}
