import type { CallPercentiles } from '@weir/core/contract';
import type { ExploreQuery } from '../../explore-port.ts';
import type { SqlEngine } from '../engine.ts';
import { picoText } from '../rows/checks.ts';
import { rangeConditions } from './cost-pieces.ts';
import type { CostSource } from './cost-source.ts';
import {
  filterCondition,
  Parameters,
  resolveDimension,
  resolveFilters,
  type VirtualTags,
} from './dimensions.ts';
import { toSpan } from './range.ts';

/** Beyond so many calls on a page they are sketched instead of sorted. */
const SORTED_CALLS = 5_000_000;
const LEVELS = '0.5, 0.95, 0.99';

interface Row {
  keys: string[];
  percentile_calls: number;
  cost: string[];
  duration: number[];
  ttft: (number | null)[];
}

/**
 * Percentiles over the calls of each group on a page, by its keys. Exact (a value that occurred) while they can be sorted in
 * bounded memory, sketched beyond. Undefined where a charge is asked for: a call is no unit or category.
 */
export async function percentilesOf(
  engine: SqlEngine,
  query: ExploreQuery,
  { groups }: CostSource,
  page: readonly { keys: string[]; calls: number | string }[],
  { signal, virtual }: { signal: AbortSignal | undefined; virtual: VirtualTags | undefined },
): Promise<Map<string, CallPercentiles> | undefined> {
  if (groups.some(({ ofCharge }) => ofCharge) || page.length === 0) return undefined;
  const parameters = new Parameters(virtual);
  const dimensions = query.by.map((name) => resolveDimension(name, parameters));
  const filters = resolveFilters(query.filter, parameters);
  if (filters.some(({ dimension }) => dimension.ofCharge)) return undefined;
  const approximate = page.reduce((sum, { calls }) => sum + Number(calls), 0) > SORTED_CALLS;
  const keys = dimensions.map(({ expression }) => `toString(${expression})`);
  const where = [
    ...rangeConditions('started_at', toSpan(query), parameters),
    `entry = ''`,
    `purpose = ''`,
    `status != 'refused'`,
    ...(query.sandbox === 'exclude' ? ['NOT sandbox'] : []),
    ...filters.map(({ dimension, values }) => filterCondition(dimension, values, parameters)),
    ...keys.map((key, i) => `${key} IN ${parameters.add(valuesAt(page, i), 'Array(String)')}`),
  ];
  const list = keys.length === 0 ? 'emptyArrayString()' : `[${keys.join(', ')}]`;
  const rows = await engine.select<Row>(
    `SELECT ${list} AS keys, toInt64(count()) AS percentile_calls, ${costLevels(approximate)} AS cost,
  ${levels('duration_ms', approximate)} AS duration, ${levels('ttft_ms', approximate)} AS ttft
FROM calls
WHERE ${where.join(' AND ')}
GROUP BY keys`,
    parameters.values,
    { signal },
  );
  return new Map(rows.map((row) => [JSON.stringify(row.keys), present(row, approximate)]));
}

function valuesAt(page: readonly { keys: string[] }[], at: number): string[] {
  return [...new Set(page.map(({ keys }) => keys[at] ?? ''))];
}

/** Costs are whole numbers of 10^-12 on their way, sketched or not. */
function costLevels(approximate: boolean): string {
  return `arrayMap(level -> toString(toInt64(level)), ${levels('toInt64(cost * 1000000000000)', approximate)})`;
}

function levels(column: string, approximate: boolean): string {
  const quantiles = approximate ? `quantilesGK(1000, ${LEVELS})` : `quantilesExactLow(${LEVELS})`;
  return `${quantiles}(${column})`;
}

function present(row: Row, approximate: boolean): CallPercentiles {
  const [p50 = '0', p95 = '0', p99 = '0'] = row.cost.map((pico) => picoText(BigInt(pico)));
  const duration = triple(row.duration);
  const ttft = triple(row.ttft);
  return {
    calls: row.percentile_calls,
    cost: { p50, p95, p99 },
    ...(duration === undefined ? {} : { duration_ms: duration }),
    ...(ttft === undefined ? {} : { ttft_ms: ttft }),
    approximate,
  };
}

function triple(values: readonly (number | null)[]): { p50: number; p95: number; p99: number } | undefined {
  const [p50, p95, p99] = values;
  if (p50 == null || p95 == null || p99 == null || Number.isNaN(p50)) return undefined;
  return { p50, p95, p99 };
}
