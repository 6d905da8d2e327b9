import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { WeirError } from '@weir/core/errors';
import type { NodePgDatabase } from 'drizzle-orm/node-postgres';
import { migrate as migratePostgres } from 'drizzle-orm/node-postgres/migrator';
import { migrate } from 'drizzle-orm/pglite/migrator';
import type * as schema from './schema/index.ts';
import type { PgliteDb } from './store/db.ts';

/** The folder lies beside this file in the source tree, and at `registry/migrations` beside the bundle. */
const CANDIDATES = ['./migrations', './registry/migrations'];

function migrationsFolder(base: string = import.meta.url): string {
  const folders = CANDIDATES.map((path) => fileURLToPath(new URL(path, base)));
  const found = folders.find((folder) => existsSync(`${folder}/meta/_journal.json`));
  if (found !== undefined) return found;
  throw new WeirError('internal', 'The registry migrations are missing from this build', {
    remedy: `Build again; they belong in ${folders.join(' or ')}.`,
  });
}

/** Applies what is missing, each migration once, in order; safe to repeat. */
export function migrateRegistry(db: PgliteDb): Promise<void> {
  return migrate(db, { migrationsFolder: migrationsFolder() });
}

/** As migrateRegistry. The caller sees to it that nobody else migrates at the same time. */
export function migratePostgresRegistry(db: NodePgDatabase<typeof schema>): Promise<void> {
  return migratePostgres(db, { migrationsFolder: migrationsFolder() });
}
