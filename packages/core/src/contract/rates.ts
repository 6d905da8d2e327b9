import { z } from 'zod';
import { scope } from './budgets.ts';
import { decimalString, instant, slug } from './primitives.ts';
import { RATE_METRICS } from './vocabulary.ts';

/** At most so much in a window, or at once. Smoothed (GCRA): the window slides, `burst` may come together. */
export const rateLimit = z.object({
  id: slug,
  name: z.string().min(1).max(200),
  scope,
  /** Each value has its own count: `user`, `key`, `workload`, `model`, `customer`, `tag.tenant`. Absent: one for all. */
  per: z.string().min(1).max(70).optional(),
  metric: z.enum(RATE_METRICS),
  /** Requests, tokens or calls at once: whole numbers; cost: of the organization's currency. */
  limit: decimalString,
  /** Not for `concurrent`. */
  window_seconds: z.number().int().min(1).max(86_400),
  /** What may come at once; the limit when absent. */
  burst: decimalString.optional(),
  /** How long a call may wait for its turn before it is refused, ms; 0 refuses at once. */
  queue_ms: z.number().int().min(0).max(60_000),
  created_at: instant,
  updated_at: instant,
});
export type RateLimit = z.infer<typeof rateLimit>;

/** Figures of now, summed over gateways. */
export const rateLimitView = rateLimit.extend({
  status: z
    .object({
      /** Distinct values of `per` seen in the window; 1 without. */
      subjects: z.number().int(),
      refused: z.number().int(),
      queued: z.number().int(),
      /** Largest share of the limit that one subject uses, percent. */
      busiest_percent: z.number(),
      busiest: z.string().optional(),
    })
    .optional(),
});
export type RateLimitView = z.infer<typeof rateLimitView>;

export const createRateLimit = rateLimit
  .omit({ created_at: true, updated_at: true })
  .partial({ id: true, name: true, scope: true, window_seconds: true, queue_ms: true })
  .strict();
export type CreateRateLimit = z.infer<typeof createRateLimit>;
export const changeRateLimit = rateLimit
  .pick({ name: true, limit: true, window_seconds: true, queue_ms: true })
  .extend({ burst: decimalString.nullable() })
  .partial()
  .strict();
