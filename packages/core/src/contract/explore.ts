import { z } from 'zod';
import { costMeasures, costReport } from './costs.ts';
import { decimalString, instant, slug } from './primitives.ts';

/** What rows can be ordered by. */
export const EXPLORE_ORDERS = [
  'cost',
  'loaded_cost',
  'list_cost',
  'calls',
  'errors',
  'input_tokens',
  'output_tokens',
  'cache_read_tokens',
  'estimated_cost',
  'unpriced_cost',
  'cost_per_call',
  'change',
  'name',
] as const;
export type ExploreOrder = (typeof EXPLORE_ORDERS)[number];

/** Half, 95 and 99 of a hundred calls are at or below it. */
const percentiles = z.object({ p50: z.number(), p95: z.number(), p99: z.number() });
const costPercentiles = z.object({ p50: decimalString, p95: decimalString, p99: decimalString });

/** Over the single calls of production in a row; entries of the books and copies have no part in it. */
export const callPercentiles = z.object({
  /** Calls they rest on. */
  calls: z.number().int(),
  cost: costPercentiles,
  /** Milliseconds; absent when no call tells. */
  duration_ms: percentiles.optional(),
  ttft_ms: percentiles.optional(),
  /** Sketched, within 0.1 % of rank: there were too many calls to sort them. */
  approximate: z.boolean(),
});
export type CallPercentiles = z.infer<typeof callPercentiles>;

/** Null when there is nothing to divide by: unknown, not 0. */
export const unitCosts = z.object({
  cost_per_call: decimalString.nullable(),
  cost_per_million_tokens: decimalString.nullable(),
});

const figures = costMeasures.extend({
  units: unitCosts,
  /** The same of the period it is compared with. */
  previous: costMeasures.optional(),
  /** cost - previous cost, and that / previous cost with 4 decimals; null when the previous cost is 0. */
  change: z.object({ cost: decimalString, share: decimalString.nullable() }).optional(),
});

export const exploreRow = figures.extend({
  group: z.record(z.string(), z.string()),
  percentiles: callPercentiles.optional(),
});
export type ExploreRow = z.infer<typeof exploreRow>;

/** `GET /explore`: one page of groups in the order asked for, and the total of all of them. */
export const exploreReport = z.object({
  by: z.array(z.string()),
  since: instant,
  until: instant,
  compared_with: z.object({ since: instant, until: instant }).optional(),
  currency: z.string(),
  rows: z.array(exploreRow),
  /** Of all groups, on this page or not: they sum to it exactly. */
  total: figures,
  /** How many groups there are in all. */
  groups: z.number().int(),
  next_cursor: z.string().nullable(),
  answered_from: z.enum(['rollup', 'detail']),
  retained: costReport.shape.retained,
  sandbox: z.enum(['include', 'exclude']),
  /** Answered before and nothing has landed in the range since. */
  remembered: z.boolean(),
  /** Id in docs/formulas.md by name of the figure it explains. */
  formulas: z.record(z.string(), z.string()),
});
export type ExploreReport = z.infer<typeof exploreReport>;

export const VIEW_PAGES = ['explorer', 'calls', 'reconciliation', 'prices'] as const;

/** A question somebody keeps: a page of the console and the search part of its address. */
export const savedView = z.object({
  id: slug,
  name: z.string().min(1).max(100),
  page: z.enum(VIEW_PAGES),
  /** Search part of the address without `?`. */
  query: z.string().max(4_000),
  owner: z.string(),
  /** Others see it, too; only its owner changes it. */
  shared: z.boolean(),
  created_at: instant,
  updated_at: instant,
});
export type SavedView = z.infer<typeof savedView>;
export const createSavedView = savedView
  .pick({ id: true, page: true, query: true })
  .extend({ name: savedView.shape.name.optional(), shared: z.boolean().default(true) })
  .strict();
export const changeSavedView = savedView.pick({ name: true, query: true, shared: true }).partial().strict();

/** What can be taken out of the ledger as a file of any size. */
export const EXPORTS = ['calls', 'charges', 'costs', 'statement'] as const;
export type ExportKind = (typeof EXPORTS)[number];
export const EXPORT_FORMATS = ['csv', 'parquet', 'jsonl', 'xlsx'] as const;
export type ExportFormat = (typeof EXPORT_FORMATS)[number];
/** Groups come page by page, which Parquet cannot be made of. */
export const COSTS_FORMATS = ['csv', 'jsonl', 'xlsx'] as const satisfies readonly ExportFormat[];
export type CostsFormat = (typeof COSTS_FORMATS)[number];
