import { z } from 'zod';
import { modelRef } from './policies.ts';
import { decimalString, slug } from './primitives.ts';
import { DIALECTS, MODEL_TIERS } from './vocabulary.ts';

/** What became of a candidate. `chosen` answered; `tried` was asked before it; `standby` was not needed. */
export const CANDIDATE_FATES = ['chosen', 'tried', 'standby', 'excluded'] as const;
export type CandidateFate = (typeof CANDIDATE_FATES)[number];

/** Why a candidate was left out. */
export const EXCLUSION_REASONS = [
  'not_approved',
  'tier_not_allowed',
  'data_class',
  'provider_unconfigured',
  'cooling_down',
  'unhealthy',
  'capability_missing',
  'not_translatable',
  'context_too_small',
  'budget',
  // the request names something that lives in another provider's account
  'resource_elsewhere',
] as const;
export type ExclusionReason = (typeof EXCLUSION_REASONS)[number];

export const routingCandidate = z.object({
  provider: z.string(),
  model: z.string(),
  tier: z.enum(MODEL_TIERS).optional(),
  fate: z.enum(CANDIDATE_FATES),
  /** Only of excluded ones. */
  reason: z.enum(EXCLUSION_REASONS).optional(),
  /** What this call was expected to cost there, at most; absent when no price is known. */
  estimated_cost: decimalString.optional(),
});
export type RoutingCandidate = z.infer<typeof routingCandidate>;

/** How a call came to its model. Absent on calls that named one model and got it without any rule. */
export const routingDecision = z.object({
  /** Rules in the order they applied: `alias fast`, `strategy cheapest`, `fallback`, `escalation refusal`. */
  rules: z.array(z.string()),
  candidates: z.array(routingCandidate),
});
export type RoutingDecision = z.infer<typeof routingDecision>;

/** `POST /routing/simulate`: what would become of such a request now, without sending one. */
export const simulateRoute = z
  .object({
    workload: slug,
    /** As a client would write it: a model, `provider/model`, `tier:small`, a route, or `default`. */
    model: modelRef,
    /** Of the client. */
    dialect: z.enum(DIALECTS).default('openai'),
    input_tokens: z.number().int().nonnegative().max(100_000_000).default(1_000),
    max_output_tokens: z.number().int().positive().max(100_000_000).optional(),
    /** What the model must be able to do, as the catalog names it: `tools`, `vision`, `structured_output`. */
    needs: z.array(z.string().min(1).max(63)).max(16).default([]),
  })
  .strict();
export type SimulateRoute = z.infer<typeof simulateRoute>;
