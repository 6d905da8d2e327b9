import { createHash } from 'node:crypto';
import { WeirError } from '@weir/core/errors';
import type { Migration } from '../migrations.ts';
import type { SqlEngine } from './engine.ts';

export const BOOKKEEPING = `
CREATE TABLE IF NOT EXISTS schema_migrations
(name String, checksum String, applied_at DateTime64(3, 'UTC') DEFAULT now64(3))
ENGINE = MergeTree ORDER BY name
SETTINGS non_replicated_deduplication_window = 1000, fsync_after_insert = 1, fsync_part_directory = 1`;

/**
 * Applies what is missing, in order. An applied file that has changed since is an error: history is never rewritten,
 * a change is a new file. A migration that broke off half-way is repeated, so its statements must bear that. Answers
 * whether a ledger that was there before has changed.
 */
export async function migrate(engine: SqlEngine, migrations: readonly Migration[]): Promise<boolean> {
  await engine.command(BOOKKEEPING);
  const rows = await engine.select<{ name: string; checksum: string }>(
    'SELECT name, checksum FROM schema_migrations',
  );
  const applied = new Map(rows.map((row) => [row.name, row.checksum]));
  refuseNewer(applied, migrations);
  for (const migration of migrations) {
    const checksum = createHash('sha256').update(migration.sql).digest('hex');
    const known = applied.get(migration.name);
    if (known === undefined) await apply(engine, migration, checksum);
    else if (known !== checksum) throw changed(migration.name);
  }
  return applied.size > 0 && applied.size < migrations.length;
}

async function apply(engine: SqlEngine, { name, sql }: Migration, checksum: string): Promise<void> {
  for (const statement of statements(sql)) await engine.command(statement);
  const row = Buffer.from(JSON.stringify([name, checksum]));
  await engine.insert('schema_migrations', ['name', 'checksum'], row, name);
}

/** Statements end with a semicolon at the end of a line. */
export function statements(sql: string): string[] {
  return sql
    .split(/;[ \t]*$/m)
    .map((statement) => statement.trim())
    .filter((statement) => statement !== '');
}

function refuseNewer(applied: ReadonlyMap<string, string>, migrations: readonly Migration[]): void {
  const known = new Set(migrations.map((migration) => migration.name));
  const unknown = [...applied.keys()].find((name) => !known.has(name));
  if (unknown === undefined) return;
  throw new WeirError('ledger_unavailable', `The ledger was written by a newer Weir (migration ${unknown})`, {
    remedy: 'Start the version of Weir that last used this data directory, or a later one.',
  });
}

function changed(name: string): WeirError {
  return new WeirError('ledger_unavailable', `Ledger migration ${name} has changed since it was applied`, {
    remedy: 'Restore the file as it was; put changes into a new migration with the next number.',
  });
}
