import type { CostScope } from '../../port.ts';
import type { Parameters } from './dimensions.ts';
import { type Span, splitSpan } from './range.ts';
import { isInRollup, isOfPlace } from './scopes.ts';

/** What a sum of costs is read from. All give the same figures. */
export type Source = 'calls' | 'charges' | 'rollup';

/** Part of a range in one table. */
export interface Piece {
  table: string;
  time: string;
  /** Column of the cost. */
  paid: string;
  part: Span;
}

/** Only charges know who billed; the rollup is for those whom hours suffice and that ask for no gateway. */
export function sourceOf(scope: CostScope, hoursSuffice: boolean): Source {
  if (isOfPlace(scope)) return 'charges';
  return hoursSuffice && isInRollup(scope.scope) ? 'rollup' : 'calls';
}

/** Rollups for full days and hours, detail for the ragged ends. `days` false: nothing coarser than hours. */
export function piecesOf(source: Source, span: Span, days = true): Piece[] {
  if (source === 'charges') return [{ ...DETAIL, table: 'charges', paid: 'effective_cost', part: span }];
  if (source === 'calls') return [{ ...DETAIL, part: span }];
  const split = splitSpan(span, days);
  const pieces = [
    ...split.days.map((part) => ({ ...DAYS, part })),
    ...split.hours.map((part) => ({ ...HOURS, part })),
    ...split.detail.map((part) => ({ ...DETAIL, part })),
  ];
  return pieces.length === 0 ? [{ ...DETAIL, part: span }] : pieces;
}

const DAYS = { table: 'rollup_calls_daily', time: 'day', paid: 'cost' };
const HOURS = { table: 'rollup_calls_hourly', time: 'hour', paid: 'cost' };
const DETAIL = { table: 'calls', time: 'started_at', paid: 'cost' };

/** Reads columns of a piece, and of its rows those that all conditions hold for. */
export function selectOf(
  { table, time, part }: Piece,
  columns: readonly string[],
  parameters: Parameters,
  conditions: readonly string[] = [],
): string {
  const where = [...rangeConditions(time, part, parameters), ...conditions];
  return `SELECT ${columns.join(', ')} FROM ${table} WHERE ${where.join(' AND ')}`;
}

/** Since inclusive, until exclusive. */
export function rangeConditions(time: string, { since, until }: Span, parameters: Parameters): string[] {
  const instant = (ms: number) => `fromUnixTimestamp64Milli(${parameters.add(ms, 'Int64')}, 'UTC')`;
  const edge = (ms: number) => (time === 'day' ? `toDate(${instant(ms)})` : instant(ms));
  return [`${time} >= ${edge(since)}`, `${time} < ${edge(until)}`];
}
