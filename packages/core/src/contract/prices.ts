import { z } from 'zod';
import { SERVICE_TIERS } from '../pricing/types.ts';
import { decimalString, instant } from './primitives.ts';

const per = z.number().int().positive();

const rateStep = z.object({
  /** Total input tokens of a call above which this step applies to all of it. */
  start: z.number().nonnegative(),
  list: decimalString,
  contracted: decimalString,
});

/** `GET /prices/{provider}/{model}`: the price in force at an instant, and where it comes from. */
export const priceView = z.object({
  provider: z.string(),
  /** Model of the price list that matched. */
  model: z.string(),
  at: instant,
  ref: z.string(),
  currency: z.string().length(3),
  /** False when the model is unknown and these are the provider's highest known rates. */
  priced: z.boolean(),
  effective_from: z.string().optional(),
  rates: z.array(
    z.object({
      unit: z.string(),
      /** Rates are for this many units. */
      per,
      list: decimalString,
      contracted: decimalString,
      tiers: z.array(rateStep).optional(),
    }),
  ),
});
export type PriceView = z.infer<typeof priceView>;

const overrideRate = z.union([
  decimalString,
  z
    .object({
      base: decimalString,
      tiers: z.array(z.object({ start: z.number().int().nonnegative(), price: decimalString }).strict()),
    })
    .strict(),
]);

/**
 * What this organization pays, from an instant on: exactly one of `rates` (prices of its own), `multiplier` and
 * `discount_percent`. Never changed: a later override supersedes it from its own instant, so past charges stay true.
 */
export const priceOverride = z.object({
  id: z.string(),
  provider: z.string().min(1).max(100),
  /** Exact name, `prefix*`, or `*` for every model of the provider. */
  model: z.string().min(1).max(200),
  tier: z.enum(SERVICE_TIERS).optional(),
  /** Only calls that the provider works on there: as `region` of a call names it, `prefix*`, or `*` for all but `global`. */
  region: z.string().min(1).max(100).optional(),
  from: instant,
  /** Exclusive. */
  until: instant.optional(),
  /** Where it comes from: a contract, a page, a mail. */
  source: z.string().min(1).max(500),
  /** By unit id of catalog/units.json, for the unit's `per` (a million tokens, a thousand searches). */
  rates: z.record(z.string(), overrideRate).optional(),
  multiplier: decimalString.optional(),
  discount_percent: decimalString.optional(),
  /** Unit ids, or `family:<family>`, that multiplier or discount apply to; absent: all. */
  units: z.array(z.string()).optional(),
  created_at: instant,
});
export type PriceOverride = z.infer<typeof priceOverride>;
export const createPriceOverride = priceOverride
  .omit({ id: true, created_at: true })
  .partial({ from: true, model: true })
  .strict();

/**
 * One line of `POST /prices/quote`: a provider's response object as `body`, or quantities by unit as `usage`. Fields
 * are checked line by line, so that one bad line is answered by its error and not the whole request.
 */
export const quoteLine = z.looseObject({
  provider: z.unknown(),
  model: z.unknown().optional(),
  /** Absent: now. */
  at: z.unknown().optional(),
  /** `standard`, `batch`, `flex`, `priority` or `fast`. */
  tier: z.unknown().optional(),
  /** Where it ran, as the provider names it. */
  region: z.unknown().optional(),
  /** API the body belongs to: chat, responses, embeddings or default; detected from the body when absent. */
  flavor: z.unknown().optional(),
  body: z.unknown().optional(),
  usage: z.unknown().optional(),
});
export type QuoteLine = z.infer<typeof quoteLine>;

export const quote = z.object({
  usage: z.record(z.string(), z.number()),
  /** Exact cost by unit. */
  cost: z.record(z.string(), decimalString),
  total: decimalString,
  priced: z.boolean(),
  price_ref: z.string(),
});
export type Quote = z.infer<typeof quote>;

/** A line that could not be priced says why, in its place. */
export const quoteFailure = z.object({
  error: z.object({ code: z.string(), message: z.string(), field: z.string().optional() }),
});
export const quoteRequest = z.object({ lines: z.array(quoteLine).min(1).max(10_000) }).strict();
export const quoteAnswer = z.object({ data: z.array(z.union([quote, quoteFailure])) });
export type QuoteAnswer = z.infer<typeof quoteAnswer>;
