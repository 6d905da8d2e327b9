import { z } from 'zod';
import { decimalString, slug } from './primitives.ts';
import { MODEL_TIERS } from './vocabulary.ts';

/** What a workload is like: decides which tier of models it needs. */
export const LEVELS = ['low', 'medium', 'high'] as const;
export type Level3 = (typeof LEVELS)[number];
export const LATENCY_NEEDS = ['realtime', 'interactive', 'background'] as const;
export const DATA_SENSITIVITIES = ['public', 'internal', 'confidential', 'restricted'] as const;

export const classification = z
  .object({
    complexity: z.enum(LEVELS),
    risk: z.enum(LEVELS),
    latency: z.enum(LATENCY_NEEDS),
    quality: z.enum(LEVELS),
    data_sensitivity: z.enum(DATA_SENSITIVITIES),
    cost_sensitivity: z.enum(LEVELS),
    criticality: z.enum(LEVELS),
  })
  .strict();
export type Classification = z.infer<typeof classification>;

/** A tier that fits a classification, and why, a sentence per reason. */
export const tierProposal = z.object({
  tier: z.enum(MODEL_TIERS),
  reasons: z.array(z.string()).min(1),
  formula: z.string(),
  /** Whether the routing policy of the workload lets it use that tier; absent where nobody asked. */
  allowed: z.boolean().optional(),
});
export type TierProposal = z.infer<typeof tierProposal>;

/** What is expected of it in production; the gate compares it with what happens. */
export const usageProfile = z
  .object({
    calls_per_day: z.number().positive(),
    active_users: z.number().int().positive().optional(),
    peak_calls_per_minute: z.number().positive().optional(),
    input_tokens_per_call: z.number().positive().optional(),
    output_tokens_per_call: z.number().positive().optional(),
    growth_percent_per_month: z.number().gt(-100).optional(),
  })
  .strict();
export type UsageProfile = z.infer<typeof usageProfile>;

/** By what its quality is told. Scores of that name are sent to `POST /quality-scores`. */
export const qualityMetric = z
  .object({
    name: slug,
    /** Higher is better, on the scale of the scores. */
    target: z.number(),
    description: z.string().max(500).optional(),
  })
  .strict();
export type QualityMetric = z.infer<typeof qualityMetric>;

export const VALUE_CLASSES = ['measurable', 'strategic', 'intangible'] as const;
export type ValueClass = (typeof VALUE_CLASSES)[number];
export const CONFIDENCES = ['measured', 'estimated', 'asserted'] as const;
export type Confidence = (typeof CONFIDENCES)[number];

/** What it is for: the outcome it brings about, what one is worth, and what it cost before AI. */
export const valueMetric = z
  .object({
    /** Name of its outcome, e.g. `ticket_resolved`. */
    outcome: z.string().regex(/^[a-z0-9][a-z0-9_.-]{0,62}$/),
    /** Of one successful outcome that brings no value of its own. */
    value: decimalString.optional(),
    currency: z.string().length(3).optional(),
    confidence: z.enum(CONFIDENCES).default('asserted'),
    class: z.enum(VALUE_CLASSES).default('measurable'),
    /** Before AI, of one outcome. */
    baseline: z
      .object({
        cost: decimalString.optional(),
        minutes: z.number().positive().optional(),
        source: z.string().max(500).optional(),
      })
      .strict()
      .optional(),
    /** Invested once to build it: what payback is counted against, in `currency`. */
    investment: decimalString.optional(),
  })
  .strict()
  .refine((metric) => metric.value === undefined || metric.currency !== undefined, {
    path: ['currency'],
    message: 'a value needs its currency',
  });
export type ValueMetric = z.infer<typeof valueMetric>;

/** What is done when its models cannot answer; the models are `routing.fallbacks`. */
export const fallbackPlan = z
  .object({ plan: z.string().min(1).max(2_000), tested_at: z.iso.datetime({ offset: true }).optional() })
  .strict();
export type FallbackPlan = z.infer<typeof fallbackPlan>;
