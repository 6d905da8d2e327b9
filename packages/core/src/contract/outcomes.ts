import { z } from 'zod';
import { decimalString, instant, slug } from './primitives.ts';
import { CONFIDENCES, VALUE_CLASSES } from './workload-profile.ts';

/** What happened: `ticket_resolved`. */
export const outcomeName = z
  .string()
  .regex(/^[a-z0-9][a-z0-9_.-]{0,62}$/, 'lower-case letters, digits, _ . -, at most 63 characters');

const attributes = z.record(z.string().max(63), z.union([z.string().max(500), z.number(), z.boolean()]));

/** A business event as it is told. At least one of workload, task, call, customer says what it belongs to. */
export const outcomeInput = z
  .object({
    /** Told again with the same id it counts once; with another content it is a later version. Absent: made from the content. */
    id: z.string().min(1).max(200).optional(),
    outcome: outcomeName,
    at: instant,
    success: z.boolean().default(true),
    workload: slug.optional(),
    task: z.string().min(1).max(256).optional(),
    call: z.string().min(1).max(64).optional(),
    customer: z.string().min(1).max(256).optional(),
    user: z.string().min(1).max(256).optional(),
    prompt_version: z.string().max(256).optional(),
    /** Of this one outcome; absent: the workload's value metric tells it. May be negative. */
    value: decimalString.optional(),
    currency: z.string().length(3).optional(),
    confidence: z.enum(CONFIDENCES).optional(),
    class: z.enum(VALUE_CLASSES).optional(),
    attributes: attributes.optional(),
    /** Takes it back: counts no more, stays to be seen. */
    retracted: z.boolean().optional(),
  })
  .strict();
export type OutcomeInput = z.input<typeof outcomeInput>;

/** As the ledger keeps it. */
export const outcome = z.object({
  id: z.string(),
  outcome: outcomeName,
  at: instant,
  success: z.boolean(),
  /** `''` while nothing is known that it belongs to. */
  workload: z.string(),
  task: z.string().optional(),
  call: z.string().optional(),
  customer: z.string().optional(),
  user: z.string().optional(),
  prompt_version: z.string().optional(),
  value: decimalString.optional(),
  currency: z.string().length(3).optional(),
  confidence: z.enum(CONFIDENCES),
  class: z.enum(VALUE_CLASSES),
  attributes,
  /** Who told: `api`, `csv`, `webhook`, `demo`, `rule:<id>`. */
  source: z.string(),
  recorded_at: instant,
  /** 1, 2 ...: how often it was told anew. */
  version: z.number().int().positive(),
  retracted: z.boolean(),
  sandbox: z.boolean(),
  /** `pending`: what it names is not (yet) in the ledger. `unknown`: still not, a day later. */
  link: z.enum(['linked', 'pending', 'unknown']),
});
export type Outcome = z.infer<typeof outcome>;

/** `POST /outcomes`: one or many. Bad ones are told, the others are taken. */
export const outcomeBatch = z.union([outcomeInput, z.array(z.unknown()).min(1).max(10_000)]);
export const outcomeAnswer = z.object({
  added: z.number().int(),
  unchanged: z.number().int(),
  revised: z.number().int(),
  /** Named a task or call that is not there yet: taken, and linked when that lands. */
  pending: z.number().int(),
  /** Happened in months that are closed, or in figures that were told before: these re-open visibly. */
  late: z.number().int(),
  ids: z.array(z.string()),
  errors: z.array(
    z.object({
      index: z.number().int(),
      field: z.string().optional(),
      message: z.string(),
      remedy: z.string().optional(),
    }),
  ),
  /** Taken, and odd: such as one that happened before the first call of what it names. */
  warnings: z
    .array(z.object({ index: z.number().int(), field: z.string().optional(), message: z.string() }))
    .optional(),
});
export type OutcomeAnswer = z.infer<typeof outcomeAnswer>;

/** `POST /outcomes/import`: what became of a file. */
export const outcomeImport = z.object({
  /** Rows. */
  read: z.number().int(),
  added: z.number().int(),
  unchanged: z.number().int(),
  revised: z.number().int(),
  pending: z.number().int(),
  late: z.number().int(),
  rejected: z.number().int(),
  /** The first 100 of the rejected, by line of the file. */
  errors: z.array(
    z.object({
      line: z.number().int(),
      field: z.string().optional(),
      message: z.string(),
      remedy: z.string().optional(),
    }),
  ),
});
export type OutcomeImport = z.infer<typeof outcomeImport>;

/** Takes outcomes from systems that sign what they send and hold no token of Weir. */
export const outcomeWebhook = z.object({
  id: slug,
  /** The only one it may speak for; absent: any. */
  workload: slug.optional(),
  /** Where to send it to, below the address of the admin API. */
  path: z.string(),
  created_at: instant,
});
export type OutcomeWebhook = z.infer<typeof outcomeWebhook>;
export const createOutcomeWebhook = outcomeWebhook.omit({ path: true, created_at: true }).strict();
/** The secret is in this one answer only. */
export const outcomeWebhookWithSecret = outcomeWebhook.extend({ signing_secret: z.string().optional() });

/** Makes outcomes of traffic: a task of a workload that ends as described. */
export const outcomeRule = z.object({
  id: slug,
  name: z.string().min(1).max(200),
  workload: slug,
  /** A task is over when it has had no call for so long. */
  quiet_minutes: z.number().int().min(1).max(10_080),
  when: z
    .object({
      /** Its last call called this tool. */
      last_tool: z.string().max(200).optional(),
      /** Any of its calls called this tool. */
      any_tool: z.string().max(200).optional(),
      max_steps: z.number().int().positive().optional(),
      /** Its last call was answered. */
      last_ok: z.boolean().optional(),
    })
    .strict(),
  outcome: outcomeName,
  success: z.boolean(),
  /** Tasks that end and do not match become failures of the same outcome. */
  otherwise_failure: z.boolean(),
  value: decimalString.optional(),
  currency: z.string().length(3).optional(),
  from: instant,
  enabled: z.boolean(),
  created_at: instant,
  updated_at: instant,
});
export type OutcomeRule = z.infer<typeof outcomeRule>;
export const createOutcomeRule = outcomeRule
  .omit({ created_at: true, updated_at: true })
  .partial({
    name: true,
    quiet_minutes: true,
    success: true,
    otherwise_failure: true,
    from: true,
    enabled: true,
  })
  .strict();
export const changeOutcomeRule = createOutcomeRule.omit({ id: true, workload: true }).partial().strict();

/** How good a workload was found to be: of evaluation, people, or judges. */
export const qualityScore = z.object({
  id: z.string().min(1).max(200),
  workload: slug,
  metric: slug,
  at: instant,
  /** On the metric's own scale; higher is better. */
  score: z.number(),
  /** Answers it rests on. */
  samples: z.number().int().positive(),
  model: z.string().max(256).optional(),
  prompt_version: z.string().max(256).optional(),
  source: z.string().min(1).max(200),
  created_at: instant,
});
export type QualityScore = z.infer<typeof qualityScore>;
export const createQualityScore = qualityScore
  .omit({ created_at: true })
  .partial({ id: true, samples: true, source: true })
  .strict();
