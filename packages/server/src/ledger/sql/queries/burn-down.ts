import { startOfNextDay } from '@weir/core/economics';
import { WeirError } from '@weir/core/errors';
import type { BurnDownPoint, BurnDownQuery, Consumer, Consumers, CostScope, TimeRange } from '../../port.ts';
import type { SqlEngine } from '../engine.ts';
import type { Floors } from '../floors.ts';
import { picoOf } from '../rows/checks.ts';
import {
  floorsFor,
  type Piece,
  piecesOf,
  type Source,
  selectedOf,
  selectOf,
  sourceOf,
} from './cost-pieces.ts';
import { Parameters } from './dimensions.ts';
import { assertTimeZone, keepsFullHours, type Span, toSpan } from './range.ts';
import { ScopeConditions } from './scopes.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;
const MOST_INTERVALS = 10_000;

/**
 * Sums by steps of a fixed length from `since` on (days by the hour or minute), added up here: so the ends of intervals
 * need to be known in one place only.
 */
export async function burnDown(
  engine: SqlEngine,
  floors: Floors,
  query: BurnDownQuery,
): Promise<BurnDownPoint[]> {
  assertTimeZone(query.timeZone);
  const span = toSpan(query);
  const ends = endsOf(query, span);
  const step = stepOf(query, span);
  const source = sourceOf(query, step === HOUR_MS && span.since % HOUR_MS === 0);
  const parameters = new Parameters();
  const since = parameters.add(span.since, 'Int64');
  const millis = (time: string) => {
    if (time === 'started_at') return 'toUnixTimestamp64Milli(started_at)';
    return `toInt64(toUnixTimestamp(${time === 'day' ? `toDateTime(day, 'UTC')` : time})) * 1000`;
  };
  const columns = ({ time, paid }: Piece) => [
    `intDiv(${millis(time)} - ${since}, ${step}) AS step`,
    `${paid} AS paid`,
  ];
  const inner = matching(query, floors, source, span, parameters, columns, false);
  const rows = await engine.select<{ step: number; sum: string }>(
    `SELECT step, toString(sum(paid)) AS sum FROM (\n${inner}\n) GROUP BY step ORDER BY step`,
    parameters.values,
  );
  let next = 0;
  let settled = 0n;
  return ends.map((end) => {
    for (let row = rows[next]; row !== undefined && span.since + row.step * step < end; row = rows[++next]) {
      settled += picoOf(row.sum);
    }
    return { at: new Date(end), settled };
  });
}

function endsOf({ interval, timeZone }: BurnDownQuery, { since, until }: Span): number[] {
  const after = (at: number) =>
    interval === 'day' ? startOfNextDay(at, timeZone) : at + (interval === 'hour' ? HOUR_MS : MINUTE_MS);
  const ends: number[] = [];
  for (let at = since; at < until; ) {
    at = Math.min(after(at), until);
    if (ends.push(at) <= MOST_INTERVALS) continue;
    throw new WeirError('invalid_argument', `More than ${MOST_INTERVALS} intervals in the range`, {
      field: 'interval',
      remedy: 'Ask for a longer interval or a shorter range.',
    });
  }
  return ends;
}

/** Every interval must be whole steps long. */
function stepOf({ interval, timeZone }: BurnDownQuery, span: Span): number {
  if (interval === 'hour') return HOUR_MS;
  if (interval === 'minute') return MINUTE_MS;
  return span.since % HOUR_MS === 0 && keepsFullHours(timeZone, span) ? HOUR_MS : MINUTE_MS;
}

function madeIn(table: string): string {
  if (!table.startsWith('rollup')) return 'call_count';
  return table.startsWith('rollup_charges') ? 'calls_by_category' : 'calls';
}

/** Rows of sums stand for calls that no other row stands for. */
function idIn(table: string): string {
  return table === 'charges' ? 'call_id' : `concat('${table} ', toString(rowNumberInAllBlocks())) AS call_id`;
}

/** Workloads by what they cost. */
export async function consumers(
  engine: SqlEngine,
  floors: Floors,
  query: CostScope & TimeRange & { limit: number },
): Promise<Consumers> {
  const span = toSpan(query);
  const source = sourceOf(query, true);
  const parameters = new Parameters();
  const inner = matching(query, floors, source, span, parameters, ({ table, paid }) => [
    'workload',
    `${paid} AS paid`,
    `${madeIn(table)} AS made`,
    ...(source === 'charges' ? [idIn(table)] : []),
  ]);
  // several charges of a call stand for it once
  const made = `SELECT workload, sum(paid) AS paid, any(made) AS made FROM (\n${inner}\n) GROUP BY workload, call_id`;
  const rows = await engine.select<{ workload: string; cost: string; calls: number }>(
    `SELECT workload, toString(sum(paid)) AS cost, toInt64(sum(made)) AS calls FROM (\n${source === 'charges' ? made : inner}\n)
GROUP BY workload ORDER BY sum(paid) DESC, workload`,
    parameters.values,
  );
  const all = rows.map((row): Consumer => ({ ...row, cost: picoOf(row.cost) }));
  const rest = all.slice(query.limit);
  return {
    workloads: all.slice(0, query.limit),
    ...(rest.length === 0 ? {} : { others: { workloads: rest.length, ...sumOf(rest) } }),
    total: sumOf(all),
  };
}

function sumOf(all: readonly Consumer[]): { cost: bigint; calls: number } {
  return {
    cost: all.reduce((sum, { cost }) => sum + cost, 0n),
    calls: all.reduce((sum, { calls }) => sum + calls, 0),
  };
}

/** Rows of the range that are in scope, from all its pieces. */
function matching(
  scope: CostScope,
  floors: Floors,
  source: Source,
  span: Span,
  parameters: Parameters,
  columns: (piece: Piece) => string[],
  days = true,
): string {
  const conditions = new ScopeConditions(parameters);
  const where = conditions.of(scope);
  return piecesOf(source, span, floorsFor(scope, floors), days)
    .map((piece) => {
      const inner = selectOf(piece, ['*', ...selectedOf(piece, conditions.selected)], parameters);
      return `SELECT ${columns(piece).join(', ')} FROM (${inner})${where.length === 0 ? '' : ` WHERE ${where.join(' AND ')}`}`;
    })
    .join('\nUNION ALL\n');
}
