import type { PgDatabase, PgQueryResultHKT } from 'drizzle-orm/pg-core';
import type { PgliteDatabase } from 'drizzle-orm/pglite';
import type * as schema from '../schema/index.ts';

/** What services need of a database or of a transaction in it; the same on PGlite and PostgreSQL. */
export type Queries = PgDatabase<PgQueryResultHKT, typeof schema>;
export type PgliteDb = PgliteDatabase<typeof schema>;
