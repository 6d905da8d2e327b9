import { z } from 'zod';
import { decimalString, instant } from './primitives.ts';

export const INTERVALS = ['hour', 'day', 'week', 'month'] as const;

/**
 * Measures of a set of charges and their calls. Counts are integers as JSON numbers, money decimal strings. Explained
 * in docs/formulas.md.
 */
export const costMeasures = z.object({
  /** Calls of production: copies made to evaluate another model are in `evaluation_calls` instead. */
  calls: z.number().int(),
  /** All that providers bill, evaluation included: it is real money. */
  cost: decimalString,
  /** `cost` and the parts of shared and other costs that were allocated (C5). */
  loaded_cost: decimalString,
  list_cost: decimalString,
  /** Part of `cost` that rests on an estimate. */
  estimated_cost: decimalString,
  /** Part of `cost` booked at a fallback price because the model's price is unknown. */
  unpriced_cost: decimalString,
  /** Part of `cost` whose attribution is `complete` or `defaulted`. */
  attributed_cost: decimalString,
  input_tokens: z.number().int(),
  output_tokens: z.number().int(),
  /** Input tokens that the provider read from its prompt cache, and wrote to it; both are part of `input_tokens`. */
  cache_read_tokens: z.number().int(),
  cache_write_tokens: z.number().int(),
  /** Calls of production whose client got no answer. */
  errors: z.number().int(),
  /** Calls answered from Weir's own response cache, and calls that were looked up there (hits and misses). */
  cache_hits: z.number().int(),
  cache_lookups: z.number().int(),
  /** What the providers had charged for the answers that cache hits repeated. Not part of `cost`. */
  avoided_cost: decimalString,
  /** Net saving of the providers' prompt caching, the dearer writes taken off; negative when they cost more. */
  prompt_cache_saving: decimalString,
  /** Copies of calls sent to another model to compare it, and their part of `cost`. */
  evaluation_calls: z.number().int(),
  evaluation_cost: decimalString,
});
export type CostMeasures = z.infer<typeof costMeasures>;

export const costRow = costMeasures.extend({
  /** Value per requested dimension; empty string where the call has none. */
  group: z.record(z.string(), z.string()),
  /** Set on the row named `other` that folds all groups beyond the limit. */
  folded: z.literal(true).optional(),
  /** Start of the bucket (in the organization's zone) when an interval was asked for. */
  bucket: instant.optional(),
});
export type CostRow = z.infer<typeof costRow>;

/** Answer of `GET /costs`. `rows` are exact partitions: their sums equal `total`. */
export const costReport = z.object({
  by: z.array(z.string()),
  since: instant,
  until: instant,
  interval: z.enum(INTERVALS).optional(),
  currency: z.string(),
  rows: z.array(costRow),
  total: costMeasures,
  /** `rollup` (hourly) or `detail`; figures are the same either way. */
  answered_from: z.enum(['rollup', 'detail']),
  /**
   * Only where retention has dropped what was asked for: what the figures are like before that instant. `left_out`: a
   * dimension was asked for that only single calls know. `widened_to_hour`, `widened_to_day`: ends of the range are those of full
   * hours or days.
   */
  retained: z
    .object({ before: instant, effect: z.enum(['left_out', 'widened_to_hour', 'widened_to_day']) })
    .optional(),
  /** Whether calls answered by the sandbox are counted in; always said by the API. */
  sandbox: z.enum(['include', 'exclude']).optional(),
});
export type CostReport = z.infer<typeof costReport>;

/** `GET /overview`. */
export const overview = z.object({
  as_of: instant,
  currency: z.string(),
  time_zone: z.string(),
  /** True while the ledger holds nothing but sandbox calls; screens say so. */
  sandbox_only: z.boolean(),
  today: costMeasures,
  yesterday_same_time: costMeasures,
  month: costMeasures,
  previous_month_same_time: costMeasures,
  /** attributed_cost / cost of the month, 0..1 with 4 decimals; null when cost is 0. */
  coverage: decimalString.nullable(),
  /** (cost - unpriced_cost) / cost of the month; null when cost is 0. */
  priced_share: decimalString.nullable(),
  trend: z.array(costRow),
  top_workloads: z.array(costRow),
  top_models: z.array(costRow),
  /** Id in docs/formulas.md by name of the figure it explains; always said by the API. */
  formulas: z.record(z.string(), z.string()).optional(),
});
export type Overview = z.infer<typeof overview>;
