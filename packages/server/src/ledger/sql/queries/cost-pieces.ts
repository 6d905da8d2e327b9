import type { CostScope } from '../../port.ts';
import { ALL_KEPT, type Floors } from '../floors.ts';
import type { Parameters } from './dimensions.ts';
import { type Span, splitKept } from './range.ts';
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

/**
 * Rollups for full days and hours, detail for the ragged ends. `days` false: nothing coarser than hours. What was dropped
 * of the detail is read from the rollups instead, whoever of the gateways counted it: no living one counts so far back.
 */
export function piecesOf(source: Source, span: Span, floors: Floors, days = true): Piece[] {
  const detail = source === 'charges' ? CHARGES : DETAIL;
  if (source !== 'rollup' && span.since >= floors.detail) return [{ ...detail, part: span }];
  const dropped = { since: span.since, until: Math.min(span.until, floors.detail) };
  const split =
    source === 'rollup'
      ? splitKept(span, days, floors)
      : { ...splitKept(dropped, days, floors), detail: [{ since: floors.detail, until: span.until }] };
  const rollup = source === 'charges' ? 'rollup_charges' : 'rollup_calls';
  const pieces = [
    ...split.days.map((part) => ({ table: `${rollup}_daily`, time: 'day', paid: 'cost', part })),
    ...split.hours.map((part) => ({ table: `${rollup}_hourly`, time: 'hour', paid: 'cost', part })),
    ...split.detail.filter((part) => part.since < part.until).map((part) => ({ ...detail, part })),
  ];
  return pieces.length === 0 ? [{ ...detail, part: span }] : pieces;
}

const DETAIL = { table: 'calls', time: 'started_at', paid: 'cost' };
const CHARGES = { table: 'charges', time: 'started_at', paid: 'effective_cost' };

/** The floors that count for a scope: what only detail knows of cannot be read from sums. */
export function floorsFor({ scope }: CostScope, floors: Floors): Floors {
  return isInRollup(scope) ? floors : ALL_KEPT;
}

/** Select list of shared conditions for a piece: sums are of no gateway and long over. */
export function selectedOf({ table }: Piece, selected: readonly string[]): string[] {
  if (!table.startsWith('rollup')) return [...selected];
  return selected.map((column) =>
    column.replace(/^instance AS /, `'' AS `).replace(/^ended_at AS /, `toDateTime64(0, 6, 'UTC') AS `),
  );
}

/** Budgets hold what providers bill: shares of other costs (C5) count in no limit. */
const BILLED = `entry != 'allocation'`;

/** Reads columns of a piece, and of its rows those that all conditions hold for. */
export function selectOf(
  { table, time, part }: Piece,
  columns: readonly string[],
  parameters: Parameters,
  conditions: readonly string[] = [],
): string {
  const where = [...rangeConditions(time, part, parameters), BILLED, ...conditions];
  return `SELECT ${columns.join(', ')} FROM ${table} WHERE ${where.join(' AND ')}`;
}

/** Since inclusive, until exclusive. */
export function rangeConditions(time: string, { since, until }: Span, parameters: Parameters): string[] {
  const instant = (ms: number) => `fromUnixTimestamp64Milli(${parameters.add(ms, 'Int64')}, 'UTC')`;
  const edge = (ms: number) => (time === 'day' ? `toDate(${instant(ms)})` : instant(ms));
  return [`${time} >= ${edge(since)}`, `${time} < ${edge(until)}`];
}
