import { z } from 'zod';
import { tagFilter } from './attribution.ts';
import { month } from './books.ts';
import { decimalString, instant, slug } from './primitives.ts';
import { COST_CATEGORIES } from './vocabulary.ts';

/** What a shared cost is split by. `even`: alike. `fixed`: by stated shares. */
export const ALLOCATION_BASES = [
  'cost',
  'calls',
  'tokens',
  'users',
  'tasks',
  'outcomes',
  'fixed',
  'even',
] as const;
export type AllocationBasis = (typeof ALLOCATION_BASES)[number];
export const ALLOCATION_LEVELS = ['cost_center', 'team', 'application', 'environment', 'workload'] as const;
export type AllocationLevel = (typeof ALLOCATION_LEVELS)[number];

/** Weight by receiver; they need not sum to anything. Decimal, not negative. Among `pools`, `self` is what stays for later steps. */
const weights = z.record(z.string(), decimalString);

/**
 * A step of a rule. `pools`: parts go into other cost items and follow their rules. `split`: what is here is split among
 * the values of a level; later steps split each part further, within itself. The last step is a split among workloads,
 * unless all went to pools.
 */
export const allocationStep = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('pools'), shares: weights }).strict(),
  z
    .object({
      kind: z.literal('split'),
      among: z.enum(ALLOCATION_LEVELS),
      by: z.enum(ALLOCATION_BASES),
      /** `fixed` only. */
      shares: weights.optional(),
    })
    .strict(),
]);
export type AllocationStep = z.infer<typeof allocationStep>;

export const allocationRule = z.object({
  id: slug,
  name: z.string().min(1).max(200),
  /** Which workloads take part; empty: all in pilot or production, and others that were used in the month. */
  among: tagFilter,
  steps: z.array(allocationStep).min(1).max(8),
  /** What happens to a part whose basis is zero: alike among those who could have had it, or kept as unallocated. */
  on_zero_basis: z.enum(['even', 'unallocated']),
  created_at: instant,
  updated_at: instant,
});
export type AllocationRule = z.infer<typeof allocationRule>;
export const createAllocationRule = allocationRule
  .omit({ created_at: true, updated_at: true })
  .partial({ name: true, among: true, on_zero_basis: true })
  .strict();
export const changeAllocationRule = createAllocationRule.omit({ id: true }).partial().strict();

const money = { amount: decimalString, currency: z.string().length(3) };
/** How an item comes to its amount. */
export const costTerms = z.discriminatedUnion('kind', [
  /** The same every period; days have equal parts of theirs. */
  z
    .object({ kind: z.literal('recurring'), ...money, per: z.enum(['day', 'month', 'quarter', 'year']) })
    .strict(),
  /** Paid once, in equal parts over so many months from `from` on. */
  z.object({ kind: z.literal('amortised'), ...money, months: z.number().int().min(1).max(120) }).strict(),
  /** Quantities that somebody sends, x rate: GB x price, minutes x rate. */
  z
    .object({
      kind: z.literal('metered'),
      unit: z.string().min(1).max(63),
      rate: decimalString,
      currency: z.string().length(3),
    })
    .strict(),
  /** What the ledger counts x share x units each x rate: 5 % of outcomes reviewed x 4 minutes x 0.80. */
  z
    .object({
      kind: z.literal('derived'),
      driver: z.enum(['calls', 'tasks', 'outcomes', 'successful_outcomes', 'users', 'million_tokens']),
      /** Of the driver, 0 to 100. */
      percent: decimalString.default('100'),
      /** Units per driver, e.g. minutes. */
      units_each: decimalString.default('1'),
      unit: z.string().min(1).max(63),
      rate: decimalString,
      currency: z.string().length(3),
    })
    .strict(),
]);
export type CostTerms = z.infer<typeof costTerms>;

/** A cost of AI that no call tells: people, review, platforms, licences. */
export const costItem = z.object({
  id: slug,
  name: z.string().min(1).max(200),
  category: z.enum(COST_CATEGORIES),
  terms: costTerms,
  /** Whole days of the organization's zone; `until` exclusive. */
  from: z.iso.date(),
  until: z.iso.date().optional(),
  /** The one workload it is for; else a rule says who bears it. `derived` without either goes to where it was counted. */
  workload: slug.optional(),
  rule: slug.optional(),
  /** Figures of the sandbox bear it, and it is no part of the books. */
  sandbox: z.boolean(),
  source: z.string().min(1).max(500),
  owner: z.string().max(200).optional(),
  created_at: instant,
  updated_at: instant,
});
export type CostItem = z.infer<typeof costItem>;
export const createCostItem = costItem
  .omit({ created_at: true, updated_at: true })
  .partial({ name: true, sandbox: true })
  .strict();
export const changeCostItem = z
  .object({
    name: costItem.shape.name,
    terms: costTerms,
    until: z.iso.date().nullable(),
    rule: slug.nullable(),
    workload: slug.nullable(),
    owner: z.string().max(200).nullable(),
    source: costItem.shape.source,
  })
  .partial()
  .strict();

/** A quantity of a metered item on a day. The same id again replaces nothing: it is taken once. */
export const costQuantity = z.object({
  id: z.string().min(1).max(200),
  item: slug,
  day: z.iso.date(),
  quantity: decimalString,
  /** Whose it was; absent: the item's rule decides. */
  workload: slug.optional(),
  note: z.string().max(500).optional(),
  created_at: instant,
});
export type CostQuantity = z.infer<typeof costQuantity>;
export const createCostQuantity = costQuantity.omit({ item: true, created_at: true }).strict();

/** `POST /cost-items/{id}/quantities`: all or none. Either rows, or the text of a CSV file with a header: id,day,quantity,workload,note. */
export const addCostQuantities = z
  .object({
    quantities: z.array(createCostQuantity).max(10_000).optional(),
    csv: z.string().max(5_000_000).optional(),
  })
  .strict();
export const addedCostQuantities = z.object({ added: z.number().int(), unchanged: z.number().int() });
export type AddedCostQuantities = z.infer<typeof addedCostQuantities>;

export const allocationRunRequest = z.object({ dry_run: z.boolean().default(false) }).strict();

/** Where an allocated amount comes from, step by step, to be checked by hand. */
export const allocationExplanation = z.object({
  item: slug,
  rule: slug.optional(),
  month,
  workload: z.string(),
  category: z.enum(COST_CATEGORIES),
  amount: decimalString,
  currency: z.string().length(3),
  /** e.g. "12,000.00 x 3,412 / 10,230 tokens of team claims = 4,002.35". */
  steps: z.array(
    z.object({
      text: z.string(),
      by: z.enum(ALLOCATION_BASES).optional(),
      basis: decimalString.optional(),
      of: decimalString.optional(),
      part: decimalString,
      whole: decimalString,
    }),
  ),
});
export type AllocationExplanation = z.infer<typeof allocationExplanation>;

/** `GET /allocations/{month}/explain`. */
export const allocationExplanations = z.object({ data: z.array(allocationExplanation) });

/** `POST /allocations/{month}`, also `dry_run`: what booking changes. Booked twice, the second time changes nothing. */
export const allocationRun = z.object({
  month,
  items: z.array(
    z.object({
      item: slug,
      category: z.enum(COST_CATEGORIES),
      /** Of the month as far as it has gone. */
      amount: decimalString,
      allocated: decimalString,
      unallocated: decimalString,
      /** What this run books: allocated + unallocated - booked before. Nobody's part is booked without tags. */
      booked: decimalString,
      entries: z.number().int(),
      problems: z.array(z.string()),
    }),
  ),
  currency: z.string().length(3),
  dry_run: z.boolean(),
});
export type AllocationRun = z.infer<typeof allocationRun>;

/** `GET /full-cost`: what it really costs, next to what providers bill. */
export const fullCostReport = z.object({
  since: instant,
  until: instant,
  currency: z.string(),
  by: z.enum(ALLOCATION_LEVELS).optional(),
  rows: z.array(
    z.object({
      /** Value of `by`; `''` without. */
      group: z.string(),
      /** What providers bill for use of models: categories of `API_CATEGORIES`. */
      api_cost: decimalString,
      loaded_cost: decimalString,
      /** loaded / api with 4 decimals; null when api is 0. */
      ratio: decimalString.nullable(),
      categories: z.record(z.string(), decimalString),
    }),
  ),
  total: z.object({
    api_cost: decimalString,
    loaded_cost: decimalString,
    ratio: decimalString.nullable(),
    categories: z.record(z.string(), decimalString),
  }),
  unallocated: decimalString,
  sandbox: z.enum(['include', 'exclude']),
  formulas: z.record(z.string(), z.string()),
});
export type FullCostReport = z.infer<typeof fullCostReport>;
