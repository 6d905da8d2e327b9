import { z } from 'zod';
import { instant, slug } from './primitives.ts';
import { DETECTION_ACTIONS, DETECTORS, MODEL_TIERS } from './vocabulary.ts';

/**
 * What a workload may do with models and data, beyond who owns it. All of it is optional: a workload without policies
 * calls the model it names, caches nothing, redacts nothing and keeps nothing.
 */

/**
 * A model as rules name it: `gpt-4o`, `openai/gpt-4o`, `tier:small`, or the id of a route. A client may send the same
 * in its `model` field, and `default` for the workload's own default.
 */
export const modelRef = z.string().min(1).max(256);

/** Why an answer of a cheaper model is not good enough. */
export const ESCALATION_REASONS = [
  'error',
  'refusal',
  'invalid_output',
  'truncated',
  'low_confidence',
] as const;
export type EscalationReason = (typeof ESCALATION_REASONS)[number];

export const routingPolicy = z
  .object({
    /** What `model: "default"` means for this workload. */
    default_model: modelRef.optional(),
    /** Empty: every tier. */
    allowed_tiers: z.array(z.enum(MODEL_TIERS)).default([]),
    /** Approved stand-ins, in order, for when the model asked for cannot answer. */
    fallbacks: z.array(modelRef).max(8).default([]),
    /** Try the model asked for first and go up when its answer is not good enough. Each try is charged. */
    escalation: z
      .object({
        to: z.array(modelRef).min(1).max(3),
        on: z.array(z.enum(ESCALATION_REASONS)).min(1).default(['error', 'refusal', 'invalid_output']),
        /** `low_confidence`: mean probability of the answer's tokens (needs logprobs of the provider), 0 to 1. */
        min_confidence: z.number().min(0).max(1).default(0.7),
      })
      .strict()
      .optional(),
    /** A copy of so many calls goes to another model as well; the client never sees it, its cost is evaluation. */
    shadow: z
      .object({ model: modelRef, percent: z.number().gt(0).max(100) })
      .strict()
      .optional(),
  })
  .strict();
export type RoutingPolicy = z.infer<typeof routingPolicy>;

export const cachingPolicy = z
  .object({
    /** Same request, same answer, without asking the provider. */
    exact: z
      .object({
        ttl_seconds: z.number().int().positive().max(2_592_000).default(3_600),
        /** False lets users of the workload share answers. */
        per_user: z.boolean().default(true),
        /** Also cache requests that ask for chance (temperature above 0). */
        any_temperature: z.boolean().default(false),
      })
      .strict()
      .optional(),
    /** Insert cache points into Anthropic requests that have none. */
    prompt: z
      .object({ insert_cache_points: z.boolean().default(true) })
      .strict()
      .optional(),
  })
  .strict();
export type CachingPolicy = z.infer<typeof cachingPolicy>;

export const dataPolicy = z
  .object({
    /** Id of a data class: which providers and regions may see this workload's data. */
    class: slug.optional(),
    /** What to do when a detector finds something; a detector without an entry is off. */
    detectors: z.partialRecord(z.enum(DETECTORS), z.enum(DETECTION_ACTIONS)).default({}),
    /** Look at answers, too. Requests are always looked at. */
    answers: z.boolean().default(false),
    /** Keep prompts and completions, encrypted. Absent: nothing is kept. */
    retention: z
      .object({
        days: z.number().int().positive().max(3_650),
        /** Share of calls kept, in percent. */
        sample_percent: z.number().gt(0).max(100).default(100),
      })
      .strict()
      .optional(),
  })
  .strict();
export type DataPolicy = z.infer<typeof dataPolicy>;

export const ROUTE_STRATEGIES = ['ordered', 'weighted', 'cheapest', 'fastest'] as const;
export type RouteStrategy = (typeof ROUTE_STRATEGIES)[number];

/** A virtual model: a name clients may ask for that stands for one or more real ones. An alias has one candidate. */
export const route = z.object({
  id: slug,
  name: z.string().min(1).max(200),
  strategy: z.enum(ROUTE_STRATEGIES),
  candidates: z
    .array(
      z
        .object({
          model: modelRef,
          /** `weighted` only. */ weight: z.number().positive().max(1_000).default(1),
        })
        .strict(),
    )
    .min(1)
    .max(16),
  created_at: instant,
  updated_at: instant,
});
export type Route = z.infer<typeof route>;
export const createRoute = route
  .omit({ created_at: true, updated_at: true })
  .partial({ name: true, strategy: true })
  .strict();
export const changeRoute = createRoute.omit({ id: true }).partial().strict();

/** Which providers and regions may see data of a class. Empty lists allow all. */
export const dataClass = z.object({
  id: slug,
  name: z.string().min(1).max(200),
  allowed_providers: z.array(slug).max(64),
  /** Region names as providers are configured with: `eu`, `us-east-1`. A provider without a region is in none. */
  allowed_regions: z.array(z.string().min(1).max(63)).max(64),
  created_at: instant,
  updated_at: instant,
});
export type DataClass = z.infer<typeof dataClass>;
export const createDataClass = dataClass
  .omit({ created_at: true, updated_at: true })
  .partial({ name: true, allowed_providers: true, allowed_regions: true })
  .strict();
export const changeDataClass = createDataClass.omit({ id: true }).partial().strict();
