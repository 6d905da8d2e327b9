import type { CostScope, ReplayedCall, TimeRange } from '../../port.ts';
import type { SqlEngine } from '../engine.ts';
import { ALL_KEPT } from '../floors.ts';
import { picoOf } from '../rows/checks.ts';
import { piecesOf, selectOf, sourceOf } from './cost-pieces.ts';
import { Parameters } from './dimensions.ts';
import { type Span, toSpan } from './range.ts';
import { ScopeConditions } from './scopes.ts';

/** Calls, or charges, per page: some megabytes, and a statement of a few dozen milliseconds. */
const PAGE = 50_000;

interface Columns {
  micros: string[];
  workloads: string[];
  costs: string[];
}

/** Microseconds of the epoch; `until` absent for the last. */
interface Slice {
  since: string;
  until: string | undefined;
}

/** Slices of time with a page of calls each: where one ends is found without sorting, in the order of the tables. */
export async function* replay(
  engine: SqlEngine,
  query: CostScope & TimeRange,
): AsyncGenerator<readonly ReplayedCall[]> {
  const span = toSpan(query);
  let since: string | undefined = `${span.since}000`;
  while (since !== undefined) {
    const until: string | undefined = await endOfSlice(engine, query, span, since);
    const { micros, workloads, costs } = await sliceOf(engine, query, span, { since, until });
    if (micros.length > 0) {
      yield micros.map((at, i) => ({
        at: Math.floor(Number(at) / 1_000),
        workload: workloads[i] ?? '',
        cost: picoOf(costs[i] ?? '0'),
      }));
    }
    since = until;
  }
}

/** When the next page begins; never within an instant, so that no call is in two. */
async function endOfSlice(
  engine: SqlEngine,
  scope: CostScope,
  span: Span,
  since: string,
): Promise<string | undefined> {
  const parameters = new Parameters();
  const rows = matching(scope, span, { since, until: undefined }, parameters);
  const [row] = await engine.select<{ micros: string }>(
    `SELECT toString(toUnixTimestamp64Micro(started_at)) AS micros FROM (${rows})
ORDER BY started_at LIMIT 1 OFFSET ${PAGE}`,
    parameters.values,
  );
  if (row === undefined) return undefined;
  return row.micros === since ? String(BigInt(since) + 1n) : row.micros;
}

/** One row with a list per column: a tenth of the text that a row per call would be. */
async function sliceOf(engine: SqlEngine, scope: CostScope, span: Span, slice: Slice): Promise<Columns> {
  const parameters = new Parameters();
  const rows = matching(scope, span, slice, parameters);
  const calls =
    sourceOf(scope, false) === 'charges'
      ? `SELECT started_at, call_id, any(workload) AS workload, sum(paid) AS paid FROM (${rows})
GROUP BY started_at, call_id`
      : rows;
  const [columns] = await engine.select<Columns>(
    `SELECT groupArray(toString(toUnixTimestamp64Micro(started_at))) AS micros, groupArray(workload) AS workloads,
  groupArray(toString(paid)) AS costs
FROM (SELECT * FROM (${calls}) ORDER BY started_at, call_id)
SETTINGS max_threads = 1`,
    parameters.values,
  );
  return columns ?? { micros: [], workloads: [], costs: [] };
}

function matching(scope: CostScope, span: Span, { since, until }: Slice, parameters: Parameters): string {
  const conditions = new ScopeConditions(parameters);
  const where = [`status != 'refused'`, `entry = ''`, ...conditions.of(scope)];
  const instant = (micros: string) => `fromUnixTimestamp64Micro(${parameters.add(micros, 'Int64')}, 'UTC')`;
  const within = [`started_at >= ${instant(since)}`];
  if (until !== undefined) within.push(`started_at < ${instant(until)}`);
  const pieces = piecesOf(sourceOf(scope, false), span, ALL_KEPT).map((piece) => {
    const columns = ['started_at', 'call_id', 'workload', 'status', 'entry', `${piece.paid} AS paid`];
    return selectOf(piece, [...columns, ...conditions.selected], parameters, within);
  });
  return `SELECT started_at, call_id, workload, paid FROM (${pieces.join(' UNION ALL ')}) WHERE ${where.join(' AND ')}`;
}
