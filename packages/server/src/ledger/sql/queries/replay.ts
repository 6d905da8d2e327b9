import type { CostScope, ReplayedCall, TimeRange } from '../../port.ts';
import type { SqlEngine } from '../engine.ts';
import { picoOf } from '../rows/checks.ts';
import { piecesOf, selectOf, sourceOf } from './cost-pieces.ts';
import { Parameters } from './dimensions.ts';
import { type Span, toSpan } from './range.ts';
import { ScopeConditions } from './scopes.ts';

/** Calls per page: some megabytes, and a statement of a few dozen milliseconds. */
const PAGE = 50_000;

/** Where a page ended: microseconds of the epoch, and the id of the call. */
interface Place {
  micros: string;
  call_id: string;
}

interface Columns {
  micros: string[];
  ids: string[];
  workloads: string[];
  costs: string[];
}

/** Pages in the order of the tables, (started_at, call_id): each goes on where the one before has ended. */
export async function* replay(
  engine: SqlEngine,
  query: CostScope & TimeRange,
): AsyncGenerator<readonly ReplayedCall[]> {
  const span = toSpan(query);
  let after: Place | undefined;
  do {
    const { sql, parameters } = pageStatement(query, span, after);
    const [page] = await engine.select<Columns>(sql, parameters.values);
    const { micros = [], ids = [], workloads = [], costs = [] } = page ?? {};
    if (micros.length > 0) {
      yield micros.map((at, i) => ({
        at: Math.floor(Number(at) / 1_000),
        workload: workloads[i] ?? '',
        cost: picoOf(costs[i] ?? '0'),
      }));
    }
    after = micros.length < PAGE ? undefined : { micros: micros.at(-1) ?? '', call_id: ids.at(-1) ?? '' };
  } while (after !== undefined);
}

/** One row with a list per column: a tenth of the text that a row per call would be. */
function pageStatement(scope: CostScope, span: Span, after: Place | undefined) {
  const parameters = new Parameters();
  const conditions = new ScopeConditions(parameters);
  const where = [`status != 'refused'`, ...conditions.of(scope)];
  const source = sourceOf(scope, false);
  const inner = piecesOf(source, span).map((piece) => {
    const columns = ['started_at', 'call_id', 'workload', 'status', `${piece.paid} AS paid`];
    return selectOf(piece, [...columns, ...conditions.selected], parameters, afterPlace(after, parameters));
  });
  const matching = `SELECT started_at, call_id, workload, paid FROM (${inner.join('\nUNION ALL\n')})
WHERE ${where.join(' AND ')}`;
  const calls =
    source === 'charges'
      ? `SELECT started_at, call_id, any(workload) AS workload, sum(paid) AS paid FROM (${matching})
GROUP BY started_at, call_id`
      : matching;
  const sql = `SELECT groupArray(toString(toUnixTimestamp64Micro(started_at))) AS micros, groupArray(call_id) AS ids,
  groupArray(workload) AS workloads, groupArray(toString(paid)) AS costs
FROM (SELECT * FROM (${calls}) ORDER BY started_at, call_id LIMIT ${PAGE})
SETTINGS max_threads = 1`;
  return { sql, parameters };
}

function afterPlace(place: Place | undefined, parameters: Parameters): string[] {
  if (place === undefined) return [];
  const instant = `fromUnixTimestamp64Micro(${parameters.add(place.micros, 'Int64')}, 'UTC')`;
  return [
    `started_at >= ${instant}`,
    `(started_at > ${instant} OR call_id > ${parameters.add(place.call_id, 'String')})`,
  ];
}
