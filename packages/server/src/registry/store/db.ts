import type { PgDatabase, PgQueryResultHKT } from 'drizzle-orm/pg-core';
import type { PgliteDatabase } from 'drizzle-orm/pglite';
import type * as schema from '../schema/index.ts';
import type { Durability } from './durability.ts';

/** What services need of a database or of a transaction in it; the same on PGlite and PostgreSQL. */
export type Queries = PgDatabase<PgQueryResultHKT, typeof schema>;
export type PgliteDb = PgliteDatabase<typeof schema>;

/** An open database: backends are pglite.ts and postgres.ts. Transactions run one after the other in both. */
export interface Database {
  db: Queries;
  durability: Durability;
  /** Bounds the write-ahead log; cheap when there is nothing to do. */
  checkpointIfLarge(): Promise<void>;
  close(): Promise<void>;
}
