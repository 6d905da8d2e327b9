import { z } from 'zod';
import { priceView } from './prices.ts';
import { instant } from './primitives.ts';
import { MODEL_TIERS } from './vocabulary.ts';

/** A model of the catalog with its prices now. Unknown is absent. */
export const model = z.object({
  /** Id in the price list. */
  provider: z.string(),
  model: z.string(),
  name: z.string().optional(),
  tier: z.enum(MODEL_TIERS).optional(),
  /** Tokens of input and output together. */
  context_window: z.number().int().positive().optional(),
  max_output_tokens: z.number().int().positive().optional(),
  /** e.g. `tools`, `vision`, `structured_output`; absent when nothing is known, empty when it has none of them. */
  capabilities: z.array(z.string()).optional(),
  deprecated: z.boolean(),
  /** False when no price is known: calls are then booked at the provider's highest rates and flagged. */
  priced: z.boolean(),
  currency: z.string().length(3),
  /** In force now; empty when no price is known. */
  rates: priceView.shape.rates,
  /** Ids of the configured providers that sell it. */
  available_from: z.array(z.string()),
});
export type Model = z.infer<typeof model>;

/** `GET /models/{provider}/{model}`. */
export const modelDetail = model.extend({
  price: priceView,
  /** List prices over time, oldest first; before contracts. */
  history: z.array(
    z.object({
      ref: z.string(),
      /** First day; absent for the first known price. */
      from: z.string().optional(),
      /** Daily window it is limited to. */
      time_of_day: z.object({ start: z.string(), end: z.string() }).optional(),
      rates: priceView.shape.rates,
    }),
  ),
  at: instant,
});
export type ModelDetail = z.infer<typeof modelDetail>;
