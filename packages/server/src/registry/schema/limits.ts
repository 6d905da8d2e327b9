import type { DegradeTo, Scope } from '@weir/core/contract';
import { sql } from 'drizzle-orm';
import { boolean, index, integer, jsonb, numeric, pgTable, text, uniqueIndex } from 'drizzle-orm/pg-core';
import { instant, money, named, stamps } from './columns.ts';

/** See `budget` of the contract. */
export const budgets = pgTable(
  'budgets',
  {
    ...named,
    scope: jsonb('scope').$type<Scope>().notNull(),
    amount: money('amount').notNull(),
    currency: text('currency').notNull(),
    exchangeRate: money('exchange_rate'),
    period: text('period').notNull(),
    startsAt: instant('starts_at'),
    endsAt: instant('ends_at'),
    mode: text('mode').notNull(),
    yellowPercent: numeric('yellow_percent', { precision: 7, scale: 3, mode: 'number' }).notNull(),
    redPercent: numeric('red_percent', { precision: 7, scale: 3, mode: 'number' }).notNull(),
    degradeTo: jsonb('degrade_to').$type<DegradeTo>(),
    approvers: jsonb('approvers').$type<string[]>().notNull(),
    rollOver: text('roll_over').notNull(),
    rollOverMax: money('roll_over_max'),
    onAuthorityLoss: text('on_authority_loss').notNull(),
    owner: text('owner'),
    /** The workload whose record holds it. */
    ofWorkload: text('of_workload'),
    ...stamps,
  },
  (table) => [
    uniqueIndex('budgets_of_workload').on(table.ofWorkload).where(sql`${table.ofWorkload} is not null`),
  ],
);

export const budgetLifts = pgTable(
  'budget_lifts',
  {
    id: text('id').primaryKey(),
    budget: text('budget').notNull(),
    amount: money('amount').notNull(),
    until: instant('until').notNull(),
    reason: text('reason').notNull(),
    by: text('by').notNull(),
    createdAt: instant('created_at').notNull(),
    endedAt: instant('ended_at'),
  },
  (table) => [index('budget_lifts_budget').on(table.budget, table.until)],
);

export const rateLimits = pgTable('rate_limits', {
  ...named,
  scope: jsonb('scope').$type<Scope>().notNull(),
  per: text('per'),
  metric: text('metric').notNull(),
  limit: money('limit').notNull(),
  windowSeconds: integer('window_seconds').notNull(),
  burst: money('burst'),
  queueMs: integer('queue_ms').notNull(),
  ...stamps,
});

export const kills = pgTable(
  'kills',
  {
    id: text('id').primaryKey(),
    target: text('target').notNull(),
    subject: text('subject'),
    reason: text('reason').notNull(),
    cut: boolean('cut').notNull(),
    by: text('by').notNull(),
    createdAt: instant('created_at').notNull(),
    endedAt: instant('ended_at'),
    endedBy: text('ended_by'),
  },
  (table) => [index('kills_created').on(table.createdAt, table.id)],
);

/** Questions to people; one open per kind and subject. */
export const approvals = pgTable(
  'approvals',
  {
    id: text('id').primaryKey(),
    kind: text('kind').notNull(),
    subject: text('subject').notNull(),
    question: text('question').notNull(),
    workload: text('workload'),
    approvers: jsonb('approvers').$type<string[]>().notNull(),
    state: text('state').notNull(),
    refusedCalls: integer('refused_calls').notNull(),
    needed: money('needed'),
    askedAt: instant('asked_at').notNull(),
    decidedAt: instant('decided_at'),
    decidedBy: text('decided_by'),
    reason: text('reason'),
    amount: money('amount'),
    until: instant('until'),
  },
  (table) => [
    uniqueIndex('approvals_pending').on(table.kind, table.subject).where(sql`${table.state} = 'pending'`),
    index('approvals_asked').on(table.askedAt, table.id),
  ],
);

/** Gateway incarnations that may hold leases or unlanded records: known before their first lease, until all has landed. */
export const incarnations = pgTable('incarnations', {
  id: text('id').primaryKey(),
  host: text('host').notNull(),
  seenAt: instant('seen_at').notNull(),
  createdAt: instant('created_at').notNull(),
});
