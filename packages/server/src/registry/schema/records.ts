import { sql } from 'drizzle-orm';
import { index, integer, jsonb, pgTable, text, uniqueIndex } from 'drizzle-orm/pg-core';
import { instant } from './columns.ts';

export const adminTokens = pgTable(
  'admin_tokens',
  {
    id: text('id').primaryKey(),
    name: text('name').notNull(),
    prefix: text('prefix').notNull(),
    /** SHA-256 of the token, hex. */
    hash: text('hash').notNull(),
    createdAt: instant('created_at').notNull(),
    revokedAt: instant('revoked_at'),
  },
  (table) => [uniqueIndex('admin_tokens_hash').on(table.hash)],
);

/** Signed-in browsers. They outlive a restart of control. */
export const sessions = pgTable('sessions', {
  /** SHA-256 of the cookie, hex. */
  hash: text('hash').primaryKey(),
  actor: text('actor').notNull(),
  createdAt: instant('created_at').notNull(),
  expiresAt: instant('expires_at').notNull(),
});

export const findings = pgTable(
  'findings',
  {
    id: text('id').primaryKey(),
    kind: text('kind').notNull(),
    severity: text('severity').notNull(),
    subject: text('subject').notNull(),
    message: text('message').notNull(),
    occurrences: integer('occurrences').notNull(),
    firstSeenAt: instant('first_seen_at').notNull(),
    lastSeenAt: instant('last_seen_at').notNull(),
    state: text('state').notNull(),
  },
  (table) => [
    uniqueIndex('findings_open').on(table.kind, table.subject).where(sql`${table.state} = 'open'`),
    index('findings_first_seen').on(table.firstSeenAt, table.id),
  ],
);

export const auditEntries = pgTable(
  'audit',
  {
    id: text('id').primaryKey(),
    at: instant('at').notNull(),
    actor: text('actor').notNull(),
    action: text('action').notNull(),
    subject: text('subject').notNull(),
    before: jsonb('before'),
    after: jsonb('after'),
  },
  (table) => [index('audit_at').on(table.at, table.id), index('audit_subject').on(table.subject, table.at)],
);

/** Answers already given, by the hash of the caller's Idempotency-Key. Secrets are left out of `answer`. */
export const idempotency = pgTable(
  'idempotency',
  {
    keyHash: text('key_hash').primaryKey(),
    /** Hash of method, path and body. */
    fingerprint: text('fingerprint').notNull(),
    answer: jsonb('answer').notNull(),
    /** Names what `answer` leaves out, when it does. */
    withheld: text('withheld'),
    createdAt: instant('created_at').notNull(),
  },
  (table) => [index('idempotency_created').on(table.createdAt)],
);

export const settings = pgTable('settings', {
  name: text('name').primaryKey(),
  value: jsonb('value').notNull(),
});
