import { z } from 'zod';
import { decimalString, instant } from './primitives.ts';

/** What caching did for a set of calls. Shares are 0..1 with 4 decimals; null when there was nothing to share. */
export const cachingFigures = z.object({
  calls: z.number().int(),
  /** Weir's own response cache. */
  exact: z.object({
    lookups: z.number().int(),
    hits: z.number().int(),
    hit_share: decimalString.nullable(),
    /** What the providers had charged for the answers repeated. */
    avoided_cost: decimalString,
  }),
  /** The providers' prompt caching. */
  prompt: z.object({
    input_tokens: z.number().int(),
    read_tokens: z.number().int(),
    write_tokens: z.number().int(),
    /** read_tokens / input_tokens */
    hit_share: decimalString.nullable(),
    /** Net of what writing costs more; may be negative. */
    saving: decimalString,
  }),
});
export type CachingFigures = z.infer<typeof cachingFigures>;

/** `GET /caching`, by workload, largest saving first. */
export const cachingReport = z.object({
  since: instant,
  until: instant,
  currency: z.string(),
  rows: z.array(
    cachingFigures.extend({
      /** Empty for calls without a workload. */
      workload: z.string(),
      /** Whether the workload has it switched on now. */
      exact_enabled: z.boolean(),
      prompt_enabled: z.boolean(),
      /** Sample of long prompts to providers that cache by themselves: do they begin alike? Absent without any. */
      stable_prefix: z
        .object({
          /** Sampled calls since the gateways started. */
          calls: z.number().int(),
          /** Of calls whose first 1,024 tokens equal those of a recent one, 0..1. */
          share: decimalString,
          /** Where the others part most often: `messages.0.content`. */
          divergence: z.string().optional(),
        })
        .optional(),
      folded: z.literal(true).optional(),
    }),
  ),
  total: cachingFigures,
  sandbox: z.enum(['include', 'exclude']),
  /** Id in docs/formulas.md by name of the figure it explains. */
  formulas: z.record(z.string(), z.string()),
});
export type CachingReport = z.infer<typeof cachingReport>;
