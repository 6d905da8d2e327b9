import { existsSync } from 'node:fs';
import { chmod, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { PGlite } from '@electric-sql/pglite';
import { sql } from 'drizzle-orm';
import { drizzle } from 'drizzle-orm/pglite';
import { migrateRegistry } from '../migrate.ts';
import * as schema from '../schema/index.ts';
import type { Database, PgliteDb } from './db.ts';
import { noDurability, syncedDirectory } from './durability.ts';

/** Without a checkpointer the write-ahead log only grows, and with it the next start after a crash. */
const CHECKPOINT_BYTES = 48 * 1024 * 1024;

/**
 * Opens (and on first use creates) the embedded database. PGlite takes no lock: the caller must hold the data
 * directory's. `memory` is for tests, and `template` (a dump of an empty database) saves them the seconds that creating
 * one takes.
 */
export async function openPglite(dir: string | 'memory', template?: Blob): Promise<Database> {
  const inMemory = dir === 'memory';
  if (!inMemory) await mkdir(dir, { recursive: true, mode: 0o700 });
  // a predecessor that was killed leaves this file; recovery then checkpoints, which is not synced either
  const unclean = !inMemory && existsSync(join(dir, 'postmaster.pid'));
  const client = await PGlite.create(inMemory ? 'memory://' : dir, {
    postgresqlconf: ['shared_buffers=16MB'],
    ...(template === undefined ? {} : { loadDataDir: template }),
  });
  if (!inMemory) await chmod(dir, 0o700);
  const db = drizzle(client, { schema });
  const durability = inMemory ? noDurability : syncedDirectory(dir);
  try {
    await migrateRegistry(db);
    await (unclean ? durability.everything() : durability.commit());
  } catch (error) {
    await client.close();
    throw error;
  }
  let checkpointed = await walPosition(db);

  return {
    db,
    durability,
    async checkpointIfLarge() {
      const now = await walPosition(db);
      if (now - checkpointed < CHECKPOINT_BYTES) return;
      await db.execute(sql`checkpoint`);
      await durability.everything();
      checkpointed = now;
    },
    async close() {
      await client.close();
      await durability.everything();
    },
  };
}

async function walPosition(db: PgliteDb): Promise<number> {
  const { rows } = await db.execute<{ bytes: string }>(
    sql`select pg_wal_lsn_diff(pg_current_wal_lsn(), '0/0')::text as bytes`,
  );
  return Number(rows[0]?.bytes ?? 0);
}
