import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { silentLogger } from '../../platform/log.ts';
import { openChdbEngine } from '../chdb/engine.ts';
import { readMigrations } from '../migrations.ts';
import type { SqlEngine } from './engine.ts';
import { migrate } from './migrate.ts';

let directory: string;
let engine: SqlEngine;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'weir-migrate-'));
  engine = openChdbEngine({ path: directory, log: silentLogger });
});
afterEach(async () => {
  await engine.close();
  rmSync(directory, { recursive: true, force: true });
});

const ONE = { name: '0001_one.sql', sql: 'CREATE TABLE one (a UInt8) ENGINE = MergeTree ORDER BY a;\n' };
const TWO = { name: '0002_two.sql', sql: 'ALTER TABLE one ADD COLUMN b UInt8;\n' };

describe('ledger migrations', () => {
  it('are applied once, in order, and recorded', async () => {
    await migrate(engine, [ONE]);
    await migrate(engine, [ONE, TWO]);
    await migrate(engine, [ONE, TWO]);
    expect(await engine.select('SELECT name FROM schema_migrations ORDER BY name')).toEqual([
      { name: '0001_one.sql' },
      { name: '0002_two.sql' },
    ]);
    expect(
      await engine.select(
        "SELECT name FROM system.columns WHERE table = 'one' AND database = currentDatabase()",
      ),
    ).toHaveLength(2);
  });

  it('refuse a file that was changed after it had been applied, and say what to do', async () => {
    await migrate(engine, [ONE]);
    await expect(migrate(engine, [{ ...ONE, sql: `${ONE.sql}-- harmless\n` }])).rejects.toMatchObject({
      message: 'Ledger migration 0001_one.sql has changed since it was applied',
      remedy: expect.stringContaining('new migration'),
    });
  });

  it('refuse a ledger written by a newer Weir', async () => {
    await migrate(engine, [ONE, TWO]);
    await expect(migrate(engine, [ONE])).rejects.toThrow('written by a newer Weir (migration 0002_two.sql)');
  });

  it('repeat one that was cut short', async () => {
    const migrations = readMigrations();
    const statement = migrations[2]?.sql.split(';\n')[0] ?? '';
    await engine.command(statement);
    await migrate(engine, migrations);
    expect(await engine.select('SELECT name FROM schema_migrations')).toHaveLength(migrations.length);
  });
});
