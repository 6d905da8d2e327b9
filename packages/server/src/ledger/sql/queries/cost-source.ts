import type { CostQuery } from '../../port.ts';
import { filterCondition, Parameters, type ResolvedDimension, resolveDimension } from './dimensions.ts';
import { assertTimeZone, keepsFullHours, type Span, splitHours, toSpan } from './range.ts';

/** Statuses whose client got no answer. */
const ERROR_STATUSES = `('upstream_error', 'refused', 'lost')`;
const ATTRIBUTED = `attribution IN ('complete', 'defaulted')`;

/** Columns every piece of a source yields besides `bucket` and the groups `g0`, `g1` ... */
const MEASURES = [
  'calls',
  'errors',
  'cost',
  'list_cost',
  'estimated_cost',
  'unpriced_cost',
  'attributed_cost',
  'input_tokens',
  'output_tokens',
  'cache_read_tokens',
  'cache_write_tokens',
  'cache_hits',
  'cache_lookups',
  'avoided_cost',
  'prompt_cache_saving',
  'evaluation_calls',
  'evaluation_cost',
] as const;

/** What a cost query reads, as a subquery whose rows need only be grouped and summed. */
export interface CostSource {
  sql: string;
  groups: ResolvedDimension[];
  parameters: Parameters;
  answeredFrom: 'rollup' | 'detail';
}

/**
 * Chooses what to read. Full hours come from the rollup when all dimensions are in it, the ragged ends of the range
 * and everything else from the detail rows: the same rows, summed earlier or later, so the figures are the same.
 */
export function costSource(query: CostQuery): CostSource {
  assertTimeZone(query.timeZone);
  const parameters = new Parameters();
  const groups = query.by.map((name) => resolveDimension(name, parameters));
  const filters = Object.entries(query.filter)
    .filter(([, values]) => values.length > 0)
    .map(([name, values]) => ({ dimension: resolveDimension(name, parameters), values }));
  const used = [...groups, ...filters.map((filter) => filter.dimension)];
  const conditions = filters.map(({ dimension, values }) => filterCondition(dimension, values, parameters));
  if (query.sandbox === 'exclude') conditions.push('NOT sandbox');

  const span = toSpan(query);
  const rollup = used.every((dimension) => dimension.inRollup) && fitsHours(query, span);
  const { hours, edges } = rollup ? splitHours(span) : { hours: undefined, edges: [span] };
  const tables = used.some((dimension) => dimension.ofCharge) ? chargeTables(used) : CALL_TABLES;
  const bucket = bucketOf(query, parameters);
  const piece = (columns: string, table: string, time: string, part: Span) =>
    select({ columns, table, time, part, bucket: bucket(time), groups, conditions, parameters });
  const pieces = edges.map((part) => piece(tables.detail, tables.detailTable, 'started_at', part));
  if (hours !== undefined) pieces.push(piece(tables.rollup, tables.rollupTable, 'hour', hours));
  if (pieces.length === 0) pieces.push(piece(tables.detail, tables.detailTable, 'started_at', span));
  return {
    sql: pieces.join('\nUNION ALL\n'),
    groups,
    parameters,
    answeredFrom: hours === undefined ? 'detail' : 'rollup',
  };
}

/** Start of the bucket as epoch seconds, 0 without an interval. Weeks begin on Monday. */
function bucketOf(query: CostQuery, parameters: Parameters): (time: string) => string {
  if (query.interval === undefined) return () => 'toUInt32(0)';
  const zone = parameters.add(query.timeZone, 'String');
  const start = {
    hour: (time: string) => `toStartOfHour(${time}, ${zone})`,
    day: (time: string) => `toStartOfDay(${time}, ${zone})`,
    week: (time: string) => `toDateTime(toStartOfWeek(${time}, 1, ${zone}), ${zone})`,
    month: (time: string) => `toDateTime(toStartOfMonth(${time}, ${zone}), ${zone})`,
  }[query.interval];
  return (time) => `toUInt32(toUnixTimestamp(${start(time)}))`;
}

/** Buckets of a zone that is off by half an hour begin inside a rollup's hour. */
function fitsHours(query: CostQuery, span: Span): boolean {
  return query.interval === undefined || keepsFullHours(query.timeZone, span);
}

interface Tables {
  detailTable: string;
  /** Expressions for MEASURES, in order. */
  detail: string;
  rollupTable: string;
  rollup: string;
}

const ZERO = 'toDecimal128(0, 12)';
const EVALUATION = `purpose = 'evaluation'`;
const ofProduction = (count: string) => `if(${EVALUATION}, toUInt64(0), ${count})`;
const ofEvaluation = (count: string) => `if(${EVALUATION}, ${count}, toUInt64(0))`;
const when = (condition: string, count: string) => `if(${condition}, ${count}, toUInt64(0))`;

/** `one` is how many calls a row stands for. */
const callMeasures = (one: string) => ({
  calls: ofProduction(one),
  evaluation_calls: ofEvaluation(one),
  evaluation_cost: `if(${EVALUATION}, t.cost, ${ZERO})`,
  attributed_cost: `if(${ATTRIBUTED}, t.cost, ${ZERO})`,
  cache_hits: when(`cache = 'hit'`, one),
  cache_lookups: when(`cache IN ('hit', 'miss')`, one),
});

const CALL_TABLES: Tables = {
  detailTable: 'calls',
  detail: measures({
    ...callMeasures('toUInt64(1)'),
    errors: ofProduction(`toUInt64(status IN ${ERROR_STATUSES})`),
    avoided_cost: `ifNull(t.avoided_cost, ${ZERO})`,
  }),
  rollupTable: 'rollup_calls_hourly',
  rollup: measures({ ...callMeasures('t.calls'), errors: ofProduction('t.errors') }),
};

/** Inclusive input and output tokens, told from the priced quantities, which partition them. */
const TOKEN_MEASURES = {
  input_tokens: tokens(`match(unit, '^(input|cache)_.*tokens$')`),
  output_tokens: tokens(`match(unit, '^output_.*tokens$')`),
  cache_read_tokens: tokens(`match(unit, '^cache_.*read_tokens$')`),
  cache_write_tokens: tokens(`match(unit, '^cache_.*write_.*tokens$')`),
};

/** What a call has as a whole and none of its charges. */
const NOT_OF_CHARGES = {
  cache_hits: 'toUInt64(0)',
  cache_lookups: 'toUInt64(0)',
  avoided_cost: ZERO,
  prompt_cache_saving: ZERO,
};

function tokens(condition: string): string {
  return `if(${condition}, toUInt64(t.quantity), 0)`;
}

/** By unit, a call counts once in each of its units; by category alone, once per category. */
function chargeTables(used: readonly ResolvedDimension[]): Tables {
  const byUnit = used.some((dimension) => dimension.name === 'unit');
  const first = byUnit ? 'first_of_unit' : 'first_of_category';
  const suffix = byUnit ? '' : '_by_category';
  return {
    detailTable: 'charges',
    detail: measures({
      ...TOKEN_MEASURES,
      ...NOT_OF_CHARGES,
      calls: ofProduction(`toUInt64(${first})`),
      evaluation_calls: ofEvaluation(`toUInt64(${first})`),
      errors: ofProduction(`toUInt64(${first} AND status IN ${ERROR_STATUSES})`),
      cost: 'effective_cost',
      evaluation_cost: `if(${EVALUATION}, effective_cost, ${ZERO})`,
      estimated_cost: `if(estimated, effective_cost, ${ZERO})`,
      unpriced_cost: `if(priced, ${ZERO}, effective_cost)`,
      attributed_cost: `if(${ATTRIBUTED}, effective_cost, ${ZERO})`,
    }),
    rollupTable: 'rollup_charges_hourly',
    rollup: measures({
      ...TOKEN_MEASURES,
      ...NOT_OF_CHARGES,
      calls: ofProduction(`t.calls${suffix}`),
      evaluation_calls: ofEvaluation(`t.calls${suffix}`),
      errors: ofProduction(`t.errors${suffix}`),
      evaluation_cost: `if(${EVALUATION}, t.cost, ${ZERO})`,
      attributed_cost: `if(${ATTRIBUTED}, t.cost, ${ZERO})`,
    }),
  };
}

function measures(expressions: Partial<Record<(typeof MEASURES)[number], string>>): string {
  return MEASURES.map((name) => `${expressions[name] ?? `t.${name}`} AS m_${name}`).join(', ');
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
  const since = parameters.add(part.since, 'Int64');
  const until = parameters.add(part.until, 'Int64');
  const keys = groups.map((group, i) => `${group.expression} AS g${i}`);
  const where = [
    `${time} >= fromUnixTimestamp64Milli(${since}, 'UTC')`,
    `${time} < fromUnixTimestamp64Milli(${until}, 'UTC')`,
    ...conditions,
  ];
  return `SELECT ${[`${bucket} AS bucket`, ...keys, columns, 't.currency AS m_currency'].join(', ')}
FROM ${table} AS t
WHERE ${where.join(' AND ')}`;
}
