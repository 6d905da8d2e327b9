import { z } from 'zod';
import { instant } from './primitives.ts';

/** `degraded`: answers, but slowly or with errors. `cooling_down`: not asked before `until`. `open`: its circuit is. */
export const PROVIDER_STATES = ['healthy', 'degraded', 'cooling_down', 'open'] as const;
export type ProviderState = (typeof PROVIDER_STATES)[number];

/** What the provider's answers said of its limits, newest first heard wins. Unknown is absent. */
export const rateLimitState = z.object({
  limit_requests: z.number().nonnegative().optional(),
  remaining_requests: z.number().nonnegative().optional(),
  limit_tokens: z.number().nonnegative().optional(),
  remaining_tokens: z.number().nonnegative().optional(),
  resets_at: instant.optional(),
});
export type RateLimitState = z.infer<typeof rateLimitState>;

/** How a provider, or one model of it, does as seen by one gateway over its last calls. */
export const providerHealth = z.object({
  provider: z.string(),
  /** Absent: of the provider as a whole. */
  model: z.string().optional(),
  /** Worker that saw it. */
  gateway: z.string().optional(),
  state: z.enum(PROVIDER_STATES),
  /** When it is asked again; only while it is not. */
  until: instant.optional(),
  /** Time to first byte in milliseconds: median and 95th percentile. Absent without answers. */
  ttft_p50_ms: z.number().nonnegative().optional(),
  ttft_p95_ms: z.number().nonnegative().optional(),
  /** Share of calls that failed, 0 to 1; absent without calls. */
  error_share: z.number().min(0).max(1).optional(),
  /** Calls these figures rest on. */
  calls: z.number().int().nonnegative(),
  rate_limit: rateLimitState.optional(),
});
export type ProviderHealth = z.infer<typeof providerHealth>;
