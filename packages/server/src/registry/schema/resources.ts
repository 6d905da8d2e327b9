import { sql } from 'drizzle-orm';
import { index, jsonb, pgTable, primaryKey, text } from 'drizzle-orm/pg-core';
import type { ResourceRecord } from '../resource-record.ts';
import { instant } from './columns.ts';

/** Files, batches, responses ... in accounts of providers, and whose they are. */
export const resources = pgTable(
  'resources',
  {
    id: text('id').notNull(),
    workload: text('workload').notNull(),
    kind: text('kind').notNull(),
    dialect: text('dialect').notNull(),
    provider: text('provider').notNull(),
    key: text('key').notNull(),
    organization: text('organization').notNull(),
    callId: text('call_id').notNull(),
    /** What only some kinds have: `batch`, `work`, `made_by`. */
    terms: jsonb('terms').$type<Pick<ResourceRecord, 'batch' | 'work' | 'made_by'>>().notNull(),
    createdAt: instant('created_at').notNull(),
    /** Null: until it is deleted. */
    expiresAt: instant('expires_at'),
    /** When a batch was charged. */
    settledAt: instant('settled_at'),
  },
  (table) => [
    primaryKey({ columns: [table.workload, table.id] }),
    index('resources_id').on(table.id),
    index('resources_open_batches')
      .on(table.createdAt)
      .where(sql`${table.kind} = 'batch' and ${table.settledAt} is null`),
    index('resources_expiry').on(table.expiresAt).where(sql`${table.expiresAt} is not null`),
  ],
);
