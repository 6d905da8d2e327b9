import type { Database, Queries } from '../store/db.ts';
import { openPglite } from '../store/pglite.ts';
import { openPostgres } from '../store/postgres.ts';
import { linesOf, type TableLines, tablesInOrder } from './tables.ts';

/** All rows of all tables at one moment, in an order in which they can be put back. Secrets are sealed as they are kept. */
export function dumpTables(db: Queries): Promise<TableLines[]> {
  return db.transaction(async (tx) => {
    const tables: TableLines[] = [];
    for (const table of await tablesInOrder(tx)) tables.push({ table, lines: await linesOf(tx, table) });
    return tables;
  });
}

/** Where a registry that nobody has open lies. */
export interface RegistryPlace {
  dir: string;
  /** URL of a PostgreSQL; `dir` is not touched then. */
  postgres?: string | undefined;
}

/** The rows of a registry that nobody has open. */
export async function dumpRegistry(place: RegistryPlace): Promise<TableLines[]> {
  return withDatabase(place, ({ db }) => dumpTables(db));
}

export async function withDatabase<T>(
  { dir, postgres }: RegistryPlace,
  work: (database: Database) => Promise<T>,
): Promise<T> {
  const database = postgres === undefined ? await openPglite(dir) : await openPostgres({ url: postgres });
  try {
    return await work(database);
  } finally {
    await database.close();
  }
}
