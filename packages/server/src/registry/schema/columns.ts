import { numeric, text, timestamp } from 'drizzle-orm/pg-core';

/** Columns that many tables have alike. */

/** To the millisecond, as a Date. */
export const instant = (name: string) => timestamp(name, { withTimezone: true, precision: 3, mode: 'date' });
/** As exact as the ledger's. */
export const money = (name: string) => numeric(name, { precision: 38, scale: 12 });
export const stamps = {
  createdAt: instant('created_at').notNull(),
  updatedAt: instant('updated_at').notNull(),
};
export const named = { id: text('id').primaryKey(), name: text('name').notNull() };
