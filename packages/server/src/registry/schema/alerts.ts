import type { Scope } from '@weir/core/contract';
import { sql } from 'drizzle-orm';
import {
  boolean,
  doublePrecision,
  index,
  integer,
  jsonb,
  numeric,
  pgTable,
  text,
  uniqueIndex,
} from 'drizzle-orm/pg-core';
import { instant, named, stamps } from './columns.ts';

export const alertRules = pgTable('alert_rules', {
  ...named,
  kind: text('kind').notNull(),
  scope: jsonb('scope').$type<Scope>().notNull(),
  level: text('level'),
  threshold: doublePrecision('threshold'),
  severity: text('severity').notNull(),
  channels: jsonb('channels').$type<string[]>().notNull(),
  repeatMinutes: integer('repeat_minutes').notNull(),
  escalateAfterMinutes: integer('escalate_after_minutes'),
  escalateTo: jsonb('escalate_to').$type<string[]>().notNull(),
  enabled: boolean('enabled').notNull(),
  ...stamps,
});

export const alertChannels = pgTable('alert_channels', {
  ...named,
  kind: text('kind').notNull(),
  to: jsonb('to').$type<string[]>(),
  /** What may be shown of where it goes. */
  target: text('target').notNull(),
  /** URL, routing key and signing secret, encrypted with the installation's key. */
  sealed: text('sealed'),
  ...stamps,
});

export const alerts = pgTable(
  'alerts',
  {
    id: text('id').primaryKey(),
    rule: text('rule').notNull(),
    kind: text('kind').notNull(),
    severity: text('severity').notNull(),
    subject: text('subject').notNull(),
    state: text('state').notNull(),
    title: text('title').notNull(),
    who: text('who').notNull(),
    what: text('what').notNull(),
    since: instant('since').notNull(),
    lastSeenAt: instant('last_seen_at').notNull(),
    costPerDay: numeric('cost_per_day', { precision: 38, scale: 12 }),
    currency: text('currency').notNull(),
    link: text('link').notNull(),
    occurrences: integer('occurrences').notNull(),
    toldAt: instant('told_at'),
    escalatedAt: instant('escalated_at'),
    snoozedUntil: instant('snoozed_until'),
    acknowledgedBy: text('acknowledged_by'),
    resolvedAt: instant('resolved_at'),
  },
  (table) => [
    uniqueIndex('alerts_open').on(table.rule, table.subject).where(sql`${table.state} <> 'resolved'`),
    index('alerts_since').on(table.since, table.id),
  ],
);

/** Outbox: written with the alert, so that a message survives a crash between the two. */
export const alertDeliveries = pgTable(
  'alert_deliveries',
  {
    id: text('id').primaryKey(),
    alert: text('alert'),
    channel: text('channel').notNull(),
    message: jsonb('message').$type<Record<string, unknown>>().notNull(),
    state: text('state').notNull(),
    attempts: integer('attempts').notNull(),
    createdAt: instant('created_at').notNull(),
    nextTryAt: instant('next_try_at'),
    deliveredAt: instant('delivered_at'),
    error: text('error'),
  },
  (table) => [
    index('alert_deliveries_due').on(table.nextTryAt).where(sql`${table.state} = 'pending'`),
    index('alert_deliveries_created').on(table.createdAt, table.id),
  ],
);
