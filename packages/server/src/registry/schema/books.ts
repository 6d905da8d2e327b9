import type { PeriodState, ProposedEntry } from '@weir/core/contract';
import { sql } from 'drizzle-orm';
import { boolean, index, integer, jsonb, numeric, pgTable, text, uniqueIndex } from 'drizzle-orm/pg-core';
import { instant, money, named, stamps } from './columns.ts';

/** Months that have been reviewed or closed; one without a row is open. */
export const periods = pgTable('periods', {
  month: text('month').primaryKey(),
  state: text('state').$type<PeriodState>().notNull(),
  /** Effective cost at closing, and what it was made of. */
  closedCost: money('closed_cost'),
  closedFigures: jsonb('closed_figures').$type<Record<string, string>>(),
  reviewedBy: text('reviewed_by'),
  reviewedAt: instant('reviewed_at'),
  closedBy: text('closed_by'),
  closedAt: instant('closed_at'),
  ...stamps,
});

export const proposals = pgTable(
  'proposals',
  {
    id: text('id').primaryKey(),
    kind: text('kind').notNull(),
    state: text('state').notNull(),
    month: text('month').notNull(),
    title: text('title').notNull(),
    reason: text('reason').notNull(),
    amount: money('amount').notNull(),
    currency: text('currency').notNull(),
    entries: integer('entries').notNull(),
    subject: jsonb('subject').$type<Record<string, string>>().notNull(),
    /** Of the difference it is about; one proposal per difference is open or booked at a time. */
    fingerprint: text('fingerprint').notNull(),
    proposedBy: text('proposed_by').notNull(),
    proposedAt: instant('proposed_at').notNull(),
    decidedBy: text('decided_by'),
    decidedAt: instant('decided_at'),
    decisionNote: text('decision_note'),
  },
  (table) => [
    index('proposals_proposed').on(table.proposedAt, table.id),
    index('proposals_month').on(table.month, table.state),
    uniqueIndex('proposals_open').on(table.fingerprint).where(sql`${table.state} in ('open', 'booking')`),
  ],
);

/** What a proposal would book, in pieces of at most 1,000, so that booking can be resumed. */
export const proposedEntries = pgTable(
  'proposed_entries',
  {
    proposal: text('proposal').notNull(),
    piece: integer('piece').notNull(),
    entries: jsonb('entries').$type<ProposedEntry[]>().notNull(),
  },
  (table) => [uniqueIndex('proposed_entries_piece').on(table.proposal, table.piece)],
);

/** Agreements whose price depends on what was used before: see `agreement` of the contract. */
export const agreements = pgTable('agreements', {
  ...named,
  kind: text('kind').notNull(),
  provider: text('provider').notNull(),
  from: instant('from').notNull(),
  until: instant('until'),
  terms: jsonb('terms').$type<Record<string, unknown>>().notNull(),
  source: text('source').notNull(),
  endedAt: instant('ended_at'),
  ...stamps,
});

/** One unit of `base` is `rate` units of `quote` from that instant until the next rate. Never changed; a later row supersedes. */
export const exchangeRates = pgTable(
  'exchange_rates',
  {
    id: text('id').primaryKey(),
    base: text('base').notNull(),
    quote: text('quote').notNull(),
    rate: numeric('rate', { precision: 38, scale: 12 }).notNull(),
    from: instant('from').notNull(),
    source: text('source').notNull(),
    createdAt: instant('created_at').notNull(),
  },
  (table) => [index('exchange_rates_pair').on(table.base, table.quote, table.from, table.createdAt)],
);

/** Price lists as they came: what is in force was approved by somebody, from an instant on. */
export const priceLists = pgTable(
  'price_lists',
  {
    id: text('id').primaryKey(),
    version: text('version').notNull(),
    /** SHA-256 of the content, hex: the same list is not proposed twice. */
    digest: text('digest').notNull(),
    state: text('state').notNull(),
    content: jsonb('content').notNull(),
    /** What it changes against the one before. */
    changes: jsonb('changes').$type<unknown[]>().notNull(),
    source: text('source').notNull(),
    proposedBy: text('proposed_by').notNull(),
    proposedAt: instant('proposed_at').notNull(),
    from: instant('from'),
    decidedBy: text('decided_by'),
    decidedAt: instant('decided_at'),
    decisionNote: text('decision_note'),
  },
  (table) => [uniqueIndex('price_lists_digest').on(table.digest)],
);

/** Where figures come from that the gateway does not see: connectors, watched folders, uploads. */
export const sources = pgTable('sources', {
  ...named,
  kind: text('kind').notNull(),
  /** `charges`: its lines are cost that nothing else tells. `statement`: the other side of reconciliation. */
  role: text('role').notNull(),
  settings: jsonb('settings').$type<Record<string, unknown>>().notNull(),
  /** Keys and tokens, encrypted with the installation's key. */
  sealed: text('sealed'),
  /** Cron expression in UTC; null: only when asked. */
  schedule: text('schedule'),
  enabled: boolean('enabled').notNull(),
  /** Where the next run goes on. */
  cursor: jsonb('cursor').$type<Record<string, unknown>>(),
  /** Up to when its figures are known. */
  coveredUntil: instant('covered_until'),
  ...stamps,
});

export const sourceRuns = pgTable(
  'source_runs',
  {
    id: text('id').primaryKey(),
    source: text('source').notNull(),
    /** A run over a stretch of the past, or a file's name. */
    subject: text('subject'),
    state: text('state').notNull(),
    startedAt: instant('started_at').notNull(),
    endedAt: instant('ended_at'),
    read: integer('read').notNull(),
    added: integer('added').notNull(),
    unchanged: integer('unchanged').notNull(),
    revised: integer('revised').notNull(),
    quarantined: integer('quarantined').notNull(),
    error: text('error'),
  },
  (table) => [index('source_runs_source').on(table.source, table.startedAt, table.id)],
);

/** Rows that could not be understood, whole, with why. They can be mended and replayed. */
export const quarantinedRows = pgTable(
  'quarantined_rows',
  {
    id: text('id').primaryKey(),
    source: text('source').notNull(),
    run: text('run').notNull(),
    /** File or page it stood in. */
    place: text('place').notNull(),
    line: integer('line'),
    reason: text('reason').notNull(),
    row: jsonb('row').$type<Record<string, unknown>>().notNull(),
    state: text('state').notNull(),
    createdAt: instant('created_at').notNull(),
    decidedBy: text('decided_by'),
    decidedAt: instant('decided_at'),
  },
  (table) => [
    index('quarantined_rows_source').on(table.source, table.state, table.createdAt, table.id),
    index('quarantined_rows_created').on(table.createdAt, table.id),
  ],
);

/** How columns of somebody's files become lines. */
export const mappings = pgTable('mappings', {
  ...named,
  mapping: jsonb('mapping').$type<Record<string, unknown>>().notNull(),
  ...stamps,
});

/** Questions to the ledger that somebody keeps: a page of the console and its address. */
export const savedViews = pgTable('saved_views', {
  ...named,
  page: text('page').notNull(),
  query: text('query').notNull(),
  owner: text('owner').notNull(),
  shared: boolean('shared').notNull(),
  ...stamps,
});
