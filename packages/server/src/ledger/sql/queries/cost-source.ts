import type { CostReport } from '@weir/core/contract';
import type { CostQuery } from '../../port.ts';
import type { Floors } from '../floors.ts';
import { rangeConditions } from './cost-pieces.ts';
import { CALL_TABLES, chargeTables } from './cost-tables.ts';
import {
  filterCondition,
  Parameters,
  type ResolvedDimension,
  resolveDimension,
  resolveFilters,
} from './dimensions.ts';
import { assertTimeZone, keepsFullDays, keepsFullHours, type Span, splitKept, toSpan } from './range.ts';

/** What a cost query reads, as a subquery whose rows need only be grouped and summed. */
export interface CostSource {
  sql: string;
  groups: ResolvedDimension[];
  parameters: Parameters;
  answeredFrom: 'rollup' | 'detail';
  /** What retention makes the figures lack; undefined when nothing. */
  retained: CostReport['retained'];
}

/**
 * Chooses what to read. Full days and hours come from rollups when all dimensions are in them, the ragged ends of the
 * range and everything else from the detail rows: the same rows, summed earlier or later, so the figures are the same.
 * `parameters`: those of a statement it becomes part of.
 */
export function costSource(query: CostQuery, floors: Floors, parameters = new Parameters()): CostSource {
  assertTimeZone(query.timeZone);
  const groups = query.by.map((name) => resolveDimension(name, parameters));
  const filters = resolveFilters(query.filter, parameters);
  const used = [...groups, ...filters.map((filter) => filter.dimension)];
  const conditions = filters.map(({ dimension, values }) => filterCondition(dimension, values, parameters));
  if (query.sandbox === 'exclude') conditions.push('NOT sandbox');

  const span = toSpan(query);
  const rollup = used.every((dimension) => dimension.inRollup) && fitsHours(query, span);
  const split = rollup
    ? splitKept(span, fitsDays(query, span), floors)
    : { days: [], hours: [], detail: [{ ...span, since: Math.max(span.since, floors.detail) }] };
  const tables = used.some((dimension) => dimension.ofCharge) ? chargeTables(used) : CALL_TABLES;
  const bucket = bucketOf(query, parameters);
  const piece = (columns: string, table: string, time: string, part: Span) =>
    select({ columns, table, time, part, bucket: bucket(time), groups, conditions, parameters });
  const detail = (part: Span) => piece(tables.detail, tables.detailTable, 'started_at', part);
  const pieces = [
    ...split.detail.map(detail),
    ...split.hours.map((part) => piece(tables.rollup, tables.hourlyTable, 'hour', part)),
    ...split.days.map((part) => piece(tables.rollup, tables.dailyTable, 'day', part)),
  ];
  if (pieces.length === 0) pieces.push(detail(span));
  return {
    sql: pieces.join('\nUNION ALL\n'),
    groups,
    parameters,
    answeredFrom: pieces.length === split.detail.length ? 'detail' : 'rollup',
    retained: retainedOf(
      span,
      floors,
      rollup ? ('rounded' in split ? split.rounded : undefined) : 'left_out',
    ),
  };
}

function retainedOf(
  span: Span,
  floors: Floors,
  effect: 'hour' | 'day' | 'left_out' | undefined,
): CostReport['retained'] {
  if (effect === undefined || span.since >= floors.detail) return undefined;
  const before = new Date(effect === 'day' ? floors.hourly : floors.detail).toISOString();
  return { before, effect: effect === 'left_out' ? effect : `widened_to_${effect}` };
}

/** Start of the bucket as epoch seconds, 0 without an interval. Weeks begin on Monday. */
export function bucketOf(
  query: Pick<CostQuery, 'interval' | 'timeZone'>,
  parameters: Parameters,
): (time: string) => string {
  if (query.interval === undefined) return () => 'toUInt32(0)';
  const zone = parameters.add(query.timeZone, 'String');
  const start = {
    hour: (time: string) => `toStartOfHour(${time}, ${zone})`,
    day: (time: string) => `toStartOfDay(${time}, ${zone})`,
    week: (time: string) => `toDateTime(toStartOfWeek(${time}, 1, ${zone}), ${zone})`,
    month: (time: string) => `toDateTime(toStartOfMonth(${time}, ${zone}), ${zone})`,
  }[query.interval];
  return (time) => `toUInt32(toUnixTimestamp(${start(time === 'day' ? `toDateTime(day, 'UTC')` : time)}))`;
}

/** Buckets of a zone that is off by half an hour begin inside a rollup's hour. */
function fitsHours(query: CostQuery, span: Span): boolean {
  return query.interval === undefined || keepsFullHours(query.timeZone, span);
}

/** Buckets of days, weeks and months can be cut from UTC's days only where the zone's days are these. */
function fitsDays(query: CostQuery, span: Span): boolean {
  if (query.interval === undefined) return true;
  return query.interval !== 'hour' && keepsFullDays(query.timeZone, span);
}

interface Piece {
  columns: string;
  table: string;
  time: string;
  part: Span;
  bucket: string;
  groups: readonly ResolvedDimension[];
  conditions: readonly string[];
  parameters: Parameters;
}

function select({ columns, table, time, part, bucket, groups, conditions, parameters }: Piece): string {
  const keys = groups.map((group, i) => `${group.expression} AS g${i}`);
  const where = [...rangeConditions(time, part, parameters), ...conditions];
  return `SELECT ${[`${bucket} AS bucket`, ...keys, columns, 't.currency AS m_currency'].join(', ')}
FROM ${table} AS t
WHERE ${where.join(' AND ')}`;
}
