import { join, resolve } from 'node:path';
import { WeirError } from '@weir/core/errors';
import { readMigrations } from '../migrations.ts';
import type { SqlEngine } from '../sql/engine.ts';
import { migrate } from '../sql/migrate.ts';
import { withoutFeeds } from './feeds.ts';
import { difference, figuresOf } from './figures.ts';
import { damaged, type Manifest } from './manifest.ts';
import { inMonth, ledgerTables, monthsOf } from './tables.ts';

/**
 * Puts the ledger of a backup into an empty one, with the schema of then, compares it month by month, and brings it up to
 * date. Throws `conflict` for one that is not empty or a backup of a newer version.
 */
export async function restoreLedger(
  engine: SqlEngine,
  directory: string,
  { ledger }: Manifest,
  onProgress: (done: number, total: number, what: string) => void,
): Promise<void> {
  const migrations = readMigrations();
  const unknown = ledger.migrations.find((name) => !migrations.some((known) => known.name === name));
  if (unknown !== undefined) {
    throw new WeirError('conflict', `The backup is of a newer Weir (migration ${unknown})`, {
      remedy: 'Use the version of Weir that wrote it, or a later one.',
    });
  }
  await requireEmptyLedger(engine);
  await migrate(
    engine,
    migrations.filter(({ name }) => ledger.migrations.includes(name)),
  );
  const pieces = ledger.tables.flatMap((table) => table.months.map((month) => ({ table, month })));
  await withoutFeeds(engine, async () => {
    for (const [done, { table, month }] of pieces.entries()) {
      onProgress(done, pieces.length, month.path);
      const path = join(directory, month.path);
      const names = table.columns.map(({ name }) => name);
      await engine.load(table.name, names, table.format, resolve(path));
      const found = await figuresOf(engine, table, table.name, inMonth({ time: table.time }, month.month));
      const differs = difference(month.figures, found);
      if (differs !== undefined)
        throw damaged(path, `was restored otherwise: ${differs}`, 'Make a new backup.');
    }
  });
  await migrate(engine, migrations);
}

/** A ledger may have its tables already, but no rows. */
export async function requireEmptyLedger(engine: SqlEngine): Promise<void> {
  for (const table of await ledgerTables(engine)) {
    if ((await monthsOf(engine, table)).length === 0) continue;
    throw new WeirError('conflict', `The ledger there is not empty: ${table.name} has rows`, {
      remedy: 'Name an empty data directory or database: nothing is merged or overwritten.',
    });
  }
}
