import type { ResolvedDimension } from './dimensions.ts';

/** Statuses whose client got no answer. */
const ERROR_STATUSES = `('upstream_error', 'refused', 'lost')`;
const ATTRIBUTED = `attribution IN ('complete', 'defaulted')`;

/** Columns every piece of a source yields besides `bucket` and the groups `g0`, `g1` ... */
const MEASURES = [
  'calls',
  'errors',
  'cost',
  'loaded_cost',
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

/** Where sums of costs are read from, and how their measures are worked out there. */
export interface Tables {
  detailTable: string;
  /** Expressions for MEASURES, in order. */
  detail: string;
  hourlyTable: string;
  dailyTable: string;
  rollup: string;
}

const ZERO = 'toDecimal128(0, 12)';
const EVALUATION = `purpose = 'evaluation'`;
/** Shared out of other costs: no provider bills it, so it is in `loaded_cost` only. */
const ALLOCATED = `entry = 'allocation'`;
const billed = (amount: string) => `if(${ALLOCATED}, ${ZERO}, ${amount})`;
/** What all tables have alike; `paid` is the column of the cost. */
const costs = (paid: string) => ({
  cost: billed(paid),
  loaded_cost: paid,
  list_cost: billed('t.list_cost'),
  attributed_cost: `if(${ATTRIBUTED} AND NOT (${ALLOCATED}), ${paid}, ${ZERO})`,
  evaluation_cost: `if(${EVALUATION}, ${paid}, ${ZERO})`,
});
const ofProduction = (count: string) => `if(${EVALUATION}, toInt64(0), ${count})`;
const ofEvaluation = (count: string) => `if(${EVALUATION}, ${count}, toInt64(0))`;
const when = (condition: string, count: string) => `if(${condition}, ${count}, toInt64(0))`;

/** `one` is the column of how many calls a row stands for. */
const callMeasures = (one: string) => ({
  calls: ofProduction(one),
  evaluation_calls: ofEvaluation(one),
  ...costs('t.cost'),
  cache_hits: when(`cache = 'hit'`, one),
  cache_lookups: when(`cache IN ('hit', 'miss')`, one),
});

export const CALL_TABLES: Tables = {
  detailTable: 'calls',
  detail: measures({
    ...callMeasures('call_count'),
    errors: ofProduction(when(`status IN ${ERROR_STATUSES}`, 'call_count')),
    avoided_cost: `ifNull(t.avoided_cost, ${ZERO})`,
  }),
  hourlyTable: 'rollup_calls_hourly',
  dailyTable: 'rollup_calls_daily',
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
  cache_hits: 'toInt64(0)',
  cache_lookups: 'toInt64(0)',
  avoided_cost: ZERO,
  prompt_cache_saving: ZERO,
};

function tokens(condition: string): string {
  return `if(${condition}, toInt64(t.quantity), toInt64(0))`;
}

/** By unit, a call counts once in each of its units; by category alone, once per category. */
export function chargeTables(used: readonly ResolvedDimension[]): Tables {
  const byUnit = used.some((dimension) => dimension.name === 'unit');
  const first = byUnit ? 'first_of_unit' : 'first_of_category';
  const suffix = byUnit ? '' : '_by_category';
  return {
    detailTable: 'charges',
    detail: measures({
      ...TOKEN_MEASURES,
      ...NOT_OF_CHARGES,
      calls: ofProduction(when(first, 'call_count')),
      evaluation_calls: ofEvaluation(when(first, 'call_count')),
      errors: ofProduction(when(`${first} AND status IN ${ERROR_STATUSES}`, 'call_count')),
      ...costs('effective_cost'),
      estimated_cost: `if(estimated, effective_cost, ${ZERO})`,
      unpriced_cost: `if(priced, ${ZERO}, effective_cost)`,
    }),
    hourlyTable: 'rollup_charges_hourly',
    dailyTable: 'rollup_charges_daily',
    rollup: measures({
      ...TOKEN_MEASURES,
      ...NOT_OF_CHARGES,
      calls: ofProduction(`t.calls${suffix}`),
      evaluation_calls: ofEvaluation(`t.calls${suffix}`),
      errors: ofProduction(`t.errors${suffix}`),
      ...costs('t.cost'),
    }),
  };
}

function measures(expressions: Partial<Record<(typeof MEASURES)[number], string>>): string {
  return MEASURES.map((name) => `${expressions[name] ?? `t.${name}`} AS m_${name}`).join(', ');
}
