import type {
  AllocationStep,
  CostTerms,
  OutcomeRule,
  PersonRole,
  TagFilter,
  VirtualTag,
} from '@weir/core/contract';
import { sql } from 'drizzle-orm';
import {
  boolean,
  date,
  doublePrecision,
  index,
  integer,
  jsonb,
  numeric,
  pgTable,
  primaryKey,
  text,
  uniqueIndex,
} from 'drizzle-orm/pg-core';
import { instant, named, stamps } from './columns.ts';

/** Who owns, reviews and uses. */
export const people = pgTable(
  'people',
  {
    ...named,
    email: text('email').notNull(),
    team: text('team'),
    roles: jsonb('roles').$type<PersonRole[]>().notNull(),
    state: text('state').notNull(),
    leftAt: instant('left_at'),
    ...stamps,
  },
  (table) => [uniqueIndex('people_email').on(sql`lower(${table.email})`)],
);

export const tagDefinitions = pgTable('tag_definitions', {
  id: text('id').primaryKey(),
  description: text('description').notNull(),
  allowedValues: jsonb('allowed_values').$type<string[]>().notNull(),
  parent: text('parent'),
  parentValues: jsonb('parent_values').$type<Record<string, string>>().notNull(),
  onUnknown: text('on_unknown').notNull(),
  ...stamps,
});

export const virtualTags = pgTable('virtual_tags', {
  ...named,
  rules: jsonb('rules').$type<VirtualTag['rules']>().notNull(),
  otherwise: text('otherwise').notNull(),
  ...stamps,
});

export const attributionRules = pgTable('attribution_rules', {
  ...named,
  when: jsonb('when').$type<TagFilter>().notNull(),
  set: jsonb('set').$type<Record<string, string>>().notNull(),
  since: instant('since').notNull(),
  until: instant('until'),
  reason: text('reason').notNull(),
  ...stamps,
});

/** Who bears costs that nobody bears alone. */
export const allocationRules = pgTable('allocation_rules', {
  ...named,
  among: jsonb('among').$type<TagFilter>().notNull(),
  steps: jsonb('steps').$type<AllocationStep[]>().notNull(),
  onZeroBasis: text('on_zero_basis').notNull(),
  ...stamps,
});

/** What AI costs beside calls. */
export const costItems = pgTable('cost_items', {
  ...named,
  category: text('category').notNull(),
  terms: jsonb('terms').$type<CostTerms>().notNull(),
  from: date('from').notNull(),
  until: date('until'),
  workload: text('workload'),
  rule: text('rule').references(() => allocationRules.id),
  sandbox: boolean('sandbox').notNull(),
  source: text('source').notNull(),
  owner: text('owner'),
  ...stamps,
});

export const costQuantities = pgTable(
  'cost_quantities',
  {
    item: text('item')
      .notNull()
      .references(() => costItems.id),
    id: text('id').notNull(),
    day: date('day').notNull(),
    quantity: numeric('quantity', { precision: 38, scale: 12 }).notNull(),
    workload: text('workload'),
    note: text('note'),
    createdAt: instant('created_at').notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.item, table.id] }),
    index('cost_quantities_day').on(table.item, table.day),
  ],
);

/** Makes outcomes of traffic. `settledUntil`: tasks that were over by then have been looked at. */
export const outcomeRules = pgTable('outcome_rules', {
  ...named,
  workload: text('workload').notNull(),
  quietMinutes: integer('quiet_minutes').notNull(),
  when: jsonb('when').$type<OutcomeRule['when']>().notNull(),
  outcome: text('outcome').notNull(),
  success: boolean('success').notNull(),
  otherwiseFailure: boolean('otherwise_failure').notNull(),
  value: numeric('value', { precision: 38, scale: 12 }),
  currency: text('currency'),
  from: instant('from').notNull(),
  enabled: boolean('enabled').notNull(),
  settledUntil: instant('settled_until'),
  ...stamps,
});

export const qualityScores = pgTable(
  'quality_scores',
  {
    id: text('id').primaryKey(),
    workload: text('workload').notNull(),
    metric: text('metric').notNull(),
    at: instant('at').notNull(),
    score: doublePrecision('score').notNull(),
    samples: integer('samples').notNull(),
    model: text('model'),
    promptVersion: text('prompt_version'),
    source: text('source').notNull(),
    createdAt: instant('created_at').notNull(),
  },
  (table) => [index('quality_scores_workload').on(table.workload, table.metric, table.at)],
);

/** An item that is not met; with `from` (RFC 3339) one that is met until then, unless somebody decides anew. */
export interface GateLack {
  item: string;
  from?: string;
}

/** By workload: a count of decisions, so that two who decide at once both see it. Absent: nothing was decided. */
export const gates = pgTable('gates', {
  /** The workload's. */
  id: text('id').primaryKey(),
  revision: integer('revision').notNull(),
  /** What was missing when last looked at, and what will be, for the gateway: it does not look at figures. */
  missing: jsonb('missing').$type<GateLack[]>().notNull(),
  /** Until when it holds: the earliest end of an exception or a review that it rests on. */
  until: instant('until'),
  evaluatedAt: instant('evaluated_at').notNull(),
});

/** Decisions of reviewers. Never changed; the last of an item counts. */
export const gateReviews = pgTable(
  'gate_reviews',
  {
    id: text('id').primaryKey(),
    workload: text('workload').notNull(),
    item: text('item').notNull(),
    decision: text('decision').notNull(),
    reviewer: text('reviewer').notNull(),
    note: text('note').notNull(),
    validUntil: instant('valid_until').notNull(),
    actor: text('actor').notNull(),
    at: instant('at').notNull(),
  },
  (table) => [index('gate_reviews_workload').on(table.workload, table.item, table.at)],
);

export const gateExceptions = pgTable(
  'gate_exceptions',
  {
    id: text('id').primaryKey(),
    workload: text('workload').notNull(),
    item: text('item').notNull(),
    reason: text('reason').notNull(),
    grantedBy: text('granted_by').notNull(),
    until: instant('until').notNull(),
    revokedAt: instant('revoked_at'),
    actor: text('actor').notNull(),
    at: instant('at').notNull(),
  },
  (table) => [index('gate_exceptions_workload').on(table.workload, table.at)],
);

export const failoverDrills = pgTable(
  'failover_drills',
  {
    id: text('id').primaryKey(),
    workload: text('workload').notNull(),
    at: instant('at').notNull(),
    ok: boolean('ok').notNull(),
    result: jsonb('result').$type<Record<string, unknown>>().notNull(),
    actor: text('actor').notNull(),
  },
  (table) => [index('failover_drills_workload').on(table.workload, table.at)],
);

/** Remarks on days of charts. */
export const notes = pgTable(
  'notes',
  {
    id: text('id').primaryKey(),
    at: instant('at').notNull(),
    text: text('text').notNull(),
    workload: text('workload'),
    author: text('author').notNull(),
    createdAt: instant('created_at').notNull(),
  },
  (table) => [index('notes_at').on(table.at, table.id)],
);

/** What sets of files declared when they were last applied: tells drift and orphans. */
export const declarations = pgTable(
  'declarations',
  {
    set: text('set').notNull(),
    kind: text('kind').notNull(),
    id: text('id').notNull(),
    spec: jsonb('spec').$type<Record<string, unknown>>().notNull(),
    appliedAt: instant('applied_at').notNull(),
  },
  (table) => [primaryKey({ columns: [table.set, table.kind, table.id] })],
);
