import { z } from 'zod';
import { decimalString, instant } from './primitives.ts';

/** Every list endpoint: newest first unless it says otherwise; pass `next_cursor` back as `cursor`. */
export const page = <T extends z.ZodType>(item: T) =>
  z.object({ data: z.array(item), next_cursor: z.string().nullable() });
export type Page<T> = { data: T[]; next_cursor: string | null };

/** Every error of the admin API. */
export const apiError = z.object({
  error: z.object({
    /** Stable machine code, see core/errors. */
    code: z.string(),
    message: z.string(),
    /** Field of the request at fault, dotted. */
    field: z.string().optional(),
    /** What to do about it. */
    remedy: z.string().optional(),
    request_id: z.string(),
  }),
});
export type ApiError = z.infer<typeof apiError>;

/** `GET /status`: what runs, where, and how far the ledger is behind. */
export const status = z.object({
  version: z.string(),
  started_at: instant,
  data_dir: z.string(),
  gateway_url: z.string(),
  console_url: z.string(),
  workers: z.array(
    z.object({
      id: z.string(),
      pid: z.number().int(),
      state: z.enum(['starting', 'ready', 'draining', 'dead']),
      started_at: instant,
      calls: z.number().int(),
      in_flight: z.number().int(),
      /** Admission-state version the worker runs on. */
      state_version: z.number().int(),
      /** Client connections open. */
      connections: z.number().int().optional(),
      /** Calls turned away as `overloaded` since it started. */
      shed: z.number().int().optional(),
      event_loop_lag_ms: z.number().optional(),
      rss_bytes: z.number().int().optional(),
    }),
  ),
  /** Budgets that providers took beyond their limit by reporting more than the worst case. */
  overshoots: z
    .array(z.object({ budget: z.string(), overshoot: decimalString, currency: z.string() }))
    .optional(),
  /** What is sent to an OTLP collector; absent when none is configured. */
  otlp: z
    .object({
      endpoint: z.string(),
      /** Spans that wait. */
      queued: z.number().int(),
      sent: z.number().int(),
      /** Spans lost: the queue was full, or the collector refused them. */
      dropped: z.number().int(),
      last_error: z.string().optional(),
    })
    .optional(),
  ledger: z.object({
    calls: z.number().int(),
    charges: z.number().int(),
    /** Age of the oldest spool record not yet in the ledger, 0 when none waits. */
    lag_ms: z.number(),
    /** Bytes of spool on disk that are not yet in the ledger. */
    spool_bytes: z.number(),
    spool_limit_bytes: z.number(),
    last_error: z.string().optional(),
  }),
  providers: z.array(
    z.object({
      id: z.string(),
      dialect: z.string(),
      base_url: z.string(),
      sandbox: z.boolean(),
      has_key: z.boolean(),
    }),
  ),
});
export type Status = z.infer<typeof status>;

/** Lines of the NDJSON answer to `POST /imports/calls`; the last line is `done` or `error`. */
export const importEvent = z.discriminatedUnion('type', [
  z.object({ type: z.literal('progress'), bytes: z.number(), read: z.number().int() }),
  z.object({
    type: z.literal('done'),
    read: z.number().int(),
    imported: z.number().int(),
    duplicates: z.number().int(),
    rejected: z.number().int(),
    /** First 1,000 rejected lines; `rejected` counts all. */
    rejections: z.array(z.object({ line: z.number().int(), reason: z.string() })),
    cost: z.string(),
    currency: z.string(),
  }),
  z.object({ type: z.literal('error'), code: z.string(), message: z.string() }),
]);
export type ImportEvent = z.infer<typeof importEvent>;

/** `POST /demo/history`; the answer is as that of imports. */
export const demoHistory = z
  .object({
    days: z.number().int().min(1).max(400).default(30),
    /** End of that past. Default now; what would be later than now is left out. */
    until: instant.optional(),
  })
  .strict();

/** Server-sent events of `GET /events`, so that screens follow without polling. */
export const liveEvent = z.discriminatedUnion('type', [
  z.object({ type: z.literal('ledger'), at: instant, calls: z.number().int() }),
  z.object({ type: z.literal('registry'), at: instant, version: z.number().int() }),
]);
export type LiveEvent = z.infer<typeof liveEvent>;
