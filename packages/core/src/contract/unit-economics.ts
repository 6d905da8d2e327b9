import { z } from 'zod';
import { decimalString, instant, slug } from './primitives.ts';
import { STAGES } from './vocabulary.ts';
import { CONFIDENCES, VALUE_CLASSES } from './workload-profile.ts';

/**
 * A figure that explains itself. `value` null: cannot be told, `why` says why. Money as decimals with 12 places at most, shares with 4.
 */
export const figure = z.object({
  value: decimalString.nullable(),
  /** `USD`, `1`, `days`. */
  unit: z.string(),
  /** Id in docs/formulas.md. */
  formula: z.string(),
  /** What went in, by name. */
  inputs: z.record(z.string(), z.union([decimalString, z.number(), z.null()])),
  /** What it rests on: outcomes, tasks, calls. */
  sample: z.number().int().optional(),
  /** 95 % interval, where there is a sample to tell one from. */
  interval: z.object({ low: decimalString, high: decimalString }).optional(),
  /** Fewer than 30. */
  small_sample: z.boolean().optional(),
  why: z.string().optional(),
});
export type Figure = z.infer<typeof figure>;

export const UNIT_FIGURES = [
  'api_cost',
  'loaded_cost',
  'load_ratio',
  'cost_per_million_tokens',
  'cost_per_call',
  'cost_per_user',
  'cost_per_task',
  'cost_per_outcome',
  'cost_per_successful_outcome',
  'success_rate',
  'value_per_outcome',
  'value',
  'margin_per_outcome',
  'margin',
  'roi',
  'payback_days',
  'saving_per_outcome',
] as const;
export type UnitFigure = (typeof UNIT_FIGURES)[number];

const spread = z.object({
  p50: decimalString,
  p95: decimalString,
  p99: decimalString,
  mean: decimalString,
  sample: z.number().int(),
});

export const VERDICTS = ['scale', 'improve', 'stop', 'not_enough_evidence'] as const;
export type Verdict = (typeof VERDICTS)[number];
export const VERDICT_RULES = [
  'cost_stable',
  'value_measurable',
  'quality_acceptable',
  'controls_in_place',
  'viable_at_scale',
] as const;
export type VerdictRule = (typeof VERDICT_RULES)[number];
export const verdict = z.object({
  verdict: z.enum(VERDICTS),
  /** One sentence an executive can repeat. */
  because: z.string(),
  rules: z.array(
    z.object({
      rule: z.enum(VERDICT_RULES),
      result: z.enum(['pass', 'fail', 'unknown']),
      evidence: z.string(),
      /** Figures it rests on. */
      inputs: z.record(z.string(), z.union([decimalString, z.number(), z.string(), z.null()])),
    }),
  ),
  formula: z.string(),
});
export type VerdictReport = z.infer<typeof verdict>;

const trendPoint = z.object({
  bucket: instant,
  api_cost: decimalString,
  loaded_cost: decimalString,
  calls: z.number().int(),
  tasks: z.number().int(),
  users: z.number().int(),
  outcomes: z.number().int(),
  successes: z.number().int(),
  cost_per_call: decimalString.nullable(),
  /** Loaded cost / outcomes, and / successes. */
  cost_per_outcome: decimalString.nullable(),
  cost_per_successful_outcome: decimalString.nullable(),
  value: decimalString,
});

/** `GET /workloads/{id}/unit-economics`, `weir unit`. */
export const unitReport = z.object({
  workload: slug,
  /** Name of the outcome that is counted: of the value metric, or as asked for; absent: all of them. */
  outcome: z.string().optional(),
  since: instant,
  until: instant,
  currency: z.string(),
  interval: z.enum(['day', 'week', 'month']),
  figures: z.partialRecord(z.enum(UNIT_FIGURES), figure),
  /** Costs of single tasks and of single outcomes that name a task or call; API cost. */
  distribution: z.object({ task: spread.nullable(), outcome: spread.nullable() }),
  /** By category; sums to loaded cost. */
  cost_stack: z.record(z.string(), decimalString),
  /** Value by class and confidence, never added up across classes. */
  value_by: z.array(
    z.object({
      class: z.enum(VALUE_CLASSES),
      confidence: z.enum(CONFIDENCES),
      outcomes: z.number().int(),
      value: decimalString,
    }),
  ),
  /** Of each class its own return: (its value - loaded cost) / loaded cost; null when nothing was spent. */
  roi_by_class: z.array(
    z.object({ class: z.enum(VALUE_CLASSES), value: decimalString, roi: decimalString.nullable() }),
  ),
  outcomes: z.array(
    z.object({ outcome: z.string(), outcomes: z.number().int(), successes: z.number().int() }),
  ),
  trend: z.array(trendPoint),
  /** What changed since the range before, as long: cost per outcome taken apart exactly. */
  change: z
    .object({
      from: decimalString,
      to: decimalString,
      parts: z.array(z.object({ cause: z.string(), amount: decimalString })),
    })
    .optional(),
  /** By prompt version, model, customer: the dearest first. */
  by: z.array(
    z.object({
      dimension: z.enum(['prompt_version', 'model', 'customer']),
      rows: z.array(
        z.object({
          value: z.string(),
          api_cost: decimalString,
          calls: z.number().int(),
          outcomes: z.number().int(),
          successes: z.number().int(),
          cost_per_call: decimalString.nullable(),
          cost_per_successful_outcome: decimalString.nullable(),
        }),
      ),
    }),
  ),
  /** Outcomes of the range that were told after it was over: figures told before have changed. */
  late: z.object({ outcomes: z.number().int(), last_recorded_at: instant.optional() }),
  /** Outcomes left out, and why: other currency without a rate, link unknown. */
  left_out: z.array(z.object({ reason: z.string(), outcomes: z.number().int() })),
  verdict,
  sandbox: z.enum(['include', 'exclude']),
});
export type UnitReport = z.infer<typeof unitReport>;

/** `GET /viability`: cost per outcome against value per outcome, a bubble per workload. */
export const viabilityMap = z.object({
  since: instant,
  until: instant,
  currency: z.string(),
  workloads: z.array(
    z.object({
      workload: slug,
      name: z.string(),
      stage: z.enum(STAGES),
      owner: z.string(),
      outcome: z.string().optional(),
      loaded_cost: decimalString,
      api_cost: decimalString,
      outcomes: z.number().int(),
      successes: z.number().int(),
      cost_per_successful_outcome: decimalString.nullable(),
      value_per_outcome: decimalString.nullable(),
      margin: decimalString.nullable(),
      value: decimalString.nullable(),
      value_class: z.enum(VALUE_CLASSES).nullable(),
      confidence: z.enum(CONFIDENCES).nullable(),
      verdict: z.enum(VERDICTS),
      because: z.string(),
      review_date: z.string().optional(),
    }),
  ),
  sandbox: z.enum(['include', 'exclude']),
  formulas: z.record(z.string(), z.string()),
});
export type ViabilityMap = z.infer<typeof viabilityMap>;

/** The seven questions that a production workload has to answer (C21). */
export const SCORECARD_QUESTIONS = [
  'owner',
  'outcome',
  'tier',
  'cost',
  'controls',
  'quality',
  'review',
] as const;
export const scorecard = z.object({
  workload: slug,
  name: z.string(),
  as_of: instant,
  answers: z.array(
    z.object({
      question: z.enum(SCORECARD_QUESTIONS),
      text: z.string(),
      answer: z.string().nullable(),
      state: z.enum(['answered', 'weak', 'missing']),
      remedy: z.string().optional(),
      figures: z.record(z.string(), z.union([decimalString, z.number(), z.null()])),
    }),
  ),
  answered: z.number().int(),
});
export type Scorecard = z.infer<typeof scorecard>;

/** What happened to a workload: changes of the registry, first uses of a model or prompt version, notes. */
export const timelineEvent = z.object({
  at: instant,
  kind: z.enum(['change', 'prompt_version', 'model', 'price', 'gate', 'note', 'budget']),
  title: z.string(),
  detail: z.string().optional(),
  actor: z.string().optional(),
});
export type TimelineEvent = z.infer<typeof timelineEvent>;

/** A remark of somebody on a day of a chart. */
export const note = z.object({
  id: z.string(),
  at: instant,
  text: z.string().min(1).max(1_000),
  /** Shown on charts of this workload; absent: on all. */
  workload: slug.optional(),
  author: z.string(),
  created_at: instant,
});
export type Note = z.infer<typeof note>;
export const createNote = note.pick({ at: true, text: true, workload: true }).strict();
export const changeNote = note.pick({ at: true, text: true }).partial().strict();
