import { z } from 'zod';
import { scope } from './budgets.ts';
import { decimalString, instant, slug } from './primitives.ts';
import { ALERT_KINDS, BUDGET_LEVELS, CHANNEL_KINDS, SEVERITIES } from './vocabulary.ts';

/** When to tell whom. */
export const alertRule = z.object({
  id: slug,
  name: z.string().min(1).max(200),
  kind: z.enum(ALERT_KINDS),
  /** Only of this scope; {} for all. */
  scope,
  /** `budget`: from which level on. */
  level: z.enum(BUDGET_LEVELS).exclude(['green']).optional(),
  /**
   * `spend_spike`: times the usual rate; `workload_share`: percent of the month's total budget; `coverage`: percent below
   * which it alerts; `errors` and `rate_limited`: percent of calls in the last 5 minutes.
   */
  threshold: z.number().positive().optional(),
  severity: z.enum(SEVERITIES),
  channels: z.array(slug).max(16),
  /** Told again while it lasts, minutes; 0 once. */
  repeat_minutes: z.number().int().min(0).max(10_080),
  /** Further channels when nobody has acknowledged it after so long. */
  escalate_after_minutes: z.number().int().min(1).max(10_080).optional(),
  escalate_to: z.array(slug).max(16),
  enabled: z.boolean(),
  created_at: instant,
  updated_at: instant,
});
export type AlertRule = z.infer<typeof alertRule>;
export const createAlertRule = alertRule
  .omit({ created_at: true, updated_at: true })
  .partial({
    id: true,
    name: true,
    scope: true,
    severity: true,
    repeat_minutes: true,
    escalate_to: true,
    enabled: true,
  })
  .strict();
export const changeAlertRule = createAlertRule
  .omit({ id: true, kind: true })
  .extend({
    level: alertRule.shape.level.nullable(),
    threshold: z.number().positive().nullable(),
    escalate_after_minutes: z.number().int().min(1).max(10_080).nullable(),
  })
  .partial()
  .strict();

/** Something that needs a person. One open per rule and subject. */
export const alert = z.object({
  id: z.string(),
  rule: slug,
  kind: z.enum(ALERT_KINDS),
  severity: z.enum(SEVERITIES),
  subject: z.string(),
  state: z.enum(['open', 'acknowledged', 'snoozed', 'resolved']),
  title: z.string(),
  /** Who is concerned: owner, workload, budget. */
  who: z.string(),
  what: z.string(),
  since: instant,
  last_seen_at: instant,
  /** What it costs per day if it goes on; absent where it costs nothing. */
  cost_per_day: decimalString.optional(),
  currency: z.string(),
  /** Path in the console, with query. */
  link: z.string(),
  occurrences: z.number().int(),
  snoozed_until: instant.optional(),
  acknowledged_by: z.string().optional(),
  resolved_at: instant.optional(),
});
export type Alert = z.infer<typeof alert>;
export const snoozeAlert = z.object({ until: instant }).strict();

/** Secrets (URLs of Slack and Teams, routing keys, signing secrets) are kept encrypted and never shown again. */
export const alertChannel = z.object({
  id: slug,
  name: z.string().min(1).max(200),
  kind: z.enum(CHANNEL_KINDS),
  /** Of e-mail. */
  to: z.array(z.email()).max(32).optional(),
  /** Where it goes, without what is secret: `hooks.slack.com`. */
  target: z.string(),
  last_delivery: z.object({ at: instant, ok: z.boolean(), error: z.string().optional() }).optional(),
  created_at: instant,
  updated_at: instant,
});
export type AlertChannel = z.infer<typeof alertChannel>;
export const createAlertChannel = z
  .object({
    id: slug,
    name: z.string().min(1).max(200).optional(),
    kind: z.enum(CHANNEL_KINDS),
    to: z.array(z.email()).min(1).max(32).optional(),
    /** Slack, Teams, webhook. */
    url: z.url().max(2_048).optional(),
    /** PagerDuty: routing key. */
    routing_key: z.string().min(1).max(200).optional(),
    /** Webhook: deliveries carry `x-weir-signature`, an HMAC-SHA256 with it. Made when absent. */
    signing_secret: z.string().min(16).max(200).optional(),
  })
  .strict();
export const changeAlertChannel = createAlertChannel.omit({ id: true, kind: true }).partial().strict();
/** The signing secret is in this one answer. */
export const alertChannelWithSecret = alertChannel.extend({ signing_secret: z.string().optional() });

export const alertDelivery = z.object({
  id: z.string(),
  alert: z.string().optional(),
  channel: slug,
  state: z.enum(['pending', 'delivered', 'failed']),
  attempts: z.number().int(),
  created_at: instant,
  next_try_at: instant.optional(),
  delivered_at: instant.optional(),
  error: z.string().optional(),
});
export type AlertDelivery = z.infer<typeof alertDelivery>;
