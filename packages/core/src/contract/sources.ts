import { z } from 'zod';
import { decimalString, instant, slug } from './primitives.ts';
import { statementLine } from './statements.ts';

/**
 * charges: its lines are cost that nothing else tells, so they are booked as entries too. statement: the other side of
 * reconciliation only; booking it again would count twice what the gateway has counted.
 */
export const SOURCE_ROLES = ['statement', 'charges'] as const;
export type SourceRole = (typeof SOURCE_ROLES)[number];

/** failing: its last run failed. lagging: its figures are older than two of its schedule. */
export const SOURCE_STATES = ['idle', 'running', 'failing', 'lagging', 'disabled'] as const;
export type SourceState = (typeof SOURCE_STATES)[number];

/** done: everything was taken. warned: taken, but something contradicts itself. stopped: by a person or at shutdown. */
export const SOURCE_RUN_STATES = ['running', 'done', 'warned', 'failed', 'stopped'] as const;
export type SourceRunState = (typeof SOURCE_RUN_STATES)[number];

export const QUARANTINE_STATES = ['open', 'replayed', 'dismissed'] as const;
export type QuarantineState = (typeof QUARANTINE_STATES)[number];

const tagValues = z.record(z.string().min(1).max(100), z.string().min(1).max(200));

/** What a line can be recognized by, beside `tag.<name>`, a tag of the source itself. */
export const ATTRIBUTION_FIELDS = [
  'account',
  'project',
  'key',
  'user',
  'model',
  'region',
  'category',
] as const;

/** Whose cost a line is. Rules are tried in order; each adds the tags that are still open, `tags` fill the rest. */
export const sourceAttribution = z
  .object({
    tags: tagValues.default({}),
    rules: z
      .array(
        z
          .object({
            field: z.union([
              z.enum(ATTRIBUTION_FIELDS),
              z.string().regex(/^tag\..+$/, 'a field of the line, or tag.<name>'),
            ]),
            /** Exact, or `prefix*`. */
            is: z.string().min(1).max(500),
            tags: tagValues,
          })
          .strict(),
      )
      .max(10_000)
      .default([]),
    /** Tags of the source that become tags of the cost: name there -> name here. */
    take: z.record(z.string().min(1).max(200), z.string().min(1).max(100)).default({}),
  })
  .strict();
export type SourceAttribution = z.infer<typeof sourceAttribution>;

/** One delivery or fetch of a source. */
export const sourceRun = z.object({
  id: z.string(),
  source: slug,
  /** `2026-10-01..2026-11-01` of a back-fill, or the name of a file; absent for a run on schedule. */
  subject: z.string().optional(),
  state: z.enum(SOURCE_RUN_STATES),
  started_at: instant,
  ended_at: instant.optional(),
  /** Lines that were understood. `read` = `added` + `unchanged` + `revised`. */
  read: z.number().int(),
  added: z.number().int(),
  unchanged: z.number().int(),
  revised: z.number().int(),
  quarantined: z.number().int(),
  error: z.string().optional(),
  /** What contradicts itself, in sentences. */
  warnings: z.array(z.string()),
});
export type SourceRun = z.infer<typeof sourceRun>;

export const source = z.object({
  id: slug,
  name: z.string().min(1).max(200),
  /** Of `GET /source-kinds`: `openai`, `anthropic`, `focus` ... */
  kind: z.string(),
  role: z.enum(SOURCE_ROLES),
  settings: z.record(z.string(), z.unknown()),
  attribution: sourceAttribution,
  /** Names of the secrets it has; what they are is never shown. */
  secrets: z.array(z.string()),
  /** Cron expression, UTC; absent: it runs when asked. */
  schedule: z.string().optional(),
  enabled: z.boolean(),
  state: z.enum(SOURCE_STATES),
  /** Up to when its figures are known. */
  covered_until: instant.optional(),
  /** Now less `covered_until`. */
  lag_seconds: z.number().int().nonnegative().optional(),
  next_run_at: instant.optional(),
  last_run: sourceRun.optional(),
  /** Runs that failed since the last one that did not. */
  failures: z.number().int().nonnegative(),
  last_error: z.string().optional(),
  /** Rows that wait for somebody. */
  quarantined: z.number().int().nonnegative(),
  created_at: instant,
  updated_at: instant,
});
export type Source = z.infer<typeof source>;

const secretValues = z.record(z.string().min(1).max(64), z.string().min(1).max(20_000));

export const createSource = z
  .object({
    id: slug,
    name: z.string().min(1).max(200).optional(),
    kind: z.string().min(1).max(64),
    /** Default: that of its kind. */
    role: z.enum(SOURCE_ROLES).optional(),
    settings: z.record(z.string(), z.unknown()).default({}),
    attribution: sourceAttribution.optional(),
    secrets: secretValues.optional(),
    /** Default: that of its kind; null: only when asked. */
    schedule: z.string().min(1).max(100).nullable().optional(),
    enabled: z.boolean().default(true),
  })
  .strict();

/** Settings and attribution are replaced as a whole, secrets one by one; kind and role stay what they are. */
export const changeSource = z
  .object({
    name: z.string().min(1).max(200),
    settings: z.record(z.string(), z.unknown()),
    attribution: sourceAttribution,
    secrets: z.record(z.string().min(1).max(64), z.string().min(1).max(20_000).nullable()),
    schedule: z.string().min(1).max(100).nullable(),
    enabled: z.boolean(),
  })
  .partial()
  .strict();

/** `GET /source-kinds`: what can be made a source. */
export const sourceKind = z.object({
  kind: z.string(),
  name: z.string(),
  role: z.enum(SOURCE_ROLES),
  /** pull: it asks an API. files: it reads what is uploaded or lies in a watched place. */
  reads: z.array(z.enum(['pull', 'files'])),
  schedule: z.string().optional(),
  secrets: z.array(z.object({ name: z.string(), required: z.boolean(), hint: z.string() })),
  /** JSON Schema of `settings`. */
  settings: z.record(z.string(), z.unknown()),
});
export type SourceKind = z.infer<typeof sourceKind>;

/** A row that could not be understood, whole. */
export const quarantinedRow = z.object({
  id: z.string(),
  source: slug,
  run: z.string(),
  /** File or page it stood in. */
  place: z.string(),
  line: z.number().int().optional(),
  /** What is wrong and what to do about it. */
  reason: z.string(),
  row: z.record(z.string(), z.unknown()),
  state: z.enum(QUARANTINE_STATES),
  created_at: instant,
  decided_by: z.string().optional(),
  decided_at: instant.optional(),
});
export type QuarantinedRow = z.infer<typeof quarantinedRow>;

/** `POST /sources/{id}/quarantine/replay`: these rows, or all open ones. */
export const replayQuarantine = z.object({ rows: z.array(z.string()).max(1_000).optional() }).strict();
export const replayResult = z.object({
  replayed: z.number().int(),
  /** Still not understood; their reasons are told anew. */
  failed: z.array(z.object({ id: z.string(), reason: z.string() })),
});
export type ReplayResult = z.infer<typeof replayResult>;
export const changeQuarantinedRow = z.object({ row: z.record(z.string(), z.unknown()) }).strict();

/** `POST /sources/{id}/run`: a stretch of the past, or, without one, what is new. */
export const runSource = z
  .object({ since: instant.optional(), until: instant.optional() })
  .strict()
  .refine(
    ({ since, until }) => since === undefined || until === undefined || since < until,
    'since must be before until',
  );

/** Lines of the answer while a source runs; the last is `done` or `error`. */
export const sourceRunEvent = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('progress'),
    run: z.string(),
    read: z.number().int(),
    quarantined: z.number().int(),
    /** What is being fetched or read now. */
    place: z.string().optional(),
    covered_until: instant.optional(),
  }),
  z.object({ type: z.literal('done'), run: sourceRun }),
  z.object({ type: z.literal('error'), code: z.string(), message: z.string() }),
]);
export type SourceRunEvent = z.infer<typeof sourceRunEvent>;

/** `POST /sources/{id}/preview`: the first rows as they would be taken; nothing is kept. */
export const sourcePreview = z.object({
  lines: z.array(statementLine),
  problems: z.array(
    z.object({
      place: z.string(),
      line: z.number().int().optional(),
      reason: z.string(),
      row: z.record(z.string(), z.unknown()),
    }),
  ),
  warnings: z.array(z.string()),
  /** Rows that were looked at; `complete` when that was all of it. */
  read: z.number().int(),
  complete: z.boolean(),
  /** Sum of what the lines cost, by currency. */
  cost: z.record(z.string(), decimalString),
});
export type SourcePreview = z.infer<typeof sourcePreview>;
