import type { CostScope } from '../../port.ts';
import type { Parameters } from './dimensions.ts';
import { type Span, splitHours } from './range.ts';
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

/** The rollup for full hours, detail for the ragged ends. */
export function piecesOf(source: Source, span: Span): Piece[] {
  if (source === 'charges') return [{ ...DETAIL, table: 'charges', paid: 'effective_cost', part: span }];
  if (source === 'calls') return [{ ...DETAIL, part: span }];
  const { hours, edges } = splitHours(span);
  if (hours === undefined) return [{ ...DETAIL, part: span }];
  const full = { table: 'rollup_calls_hourly', time: 'hour', paid: 'cost', part: hours };
  return [full, ...edges.map((part) => ({ ...DETAIL, part }))];
}

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
  return [
    `${time} >= fromUnixTimestamp64Milli(${parameters.add(since, 'Int64')}, 'UTC')`,
    `${time} < fromUnixTimestamp64Milli(${parameters.add(until, 'Int64')}, 'UTC')`,
  ];
}
