import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { silentLogger } from '../../platform/log.ts';
import { openChdbEngine } from '../chdb/engine.ts';
import { readMigrations } from '../migrations.ts';
import { callOf } from '../testing/facts.ts';
import type { SqlEngine } from './engine.ts';
import { migrate } from './migrate.ts';
import { CALL_COLUMNS, CHARGE_COLUMNS, encodeCall, SHARED_COLUMNS } from './rows/encode.ts';
import { createSqlLedger } from './store.ts';

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

  it('bring a ledger of the version before up to date: old calls read on, and land no second time', async () => {
    const migrations = readMigrations();
    const before = migrations.filter(({ name }) => name < '0005');
    const fact = callOf({ call_id: 'old-1', started_at: '2026-10-02T10:00:00.000001Z' });
    await migrate(engine, before);
    const rows = encodeCall(fact);
    const all = (values: unknown[]) => JSON.stringify([...values, ...rows.shared]);
    await insertOld('calls', [...CALL_COLUMNS, ...SHARED_COLUMNS], [all(rows.call)]);
    await insertOld('charges', [...CHARGE_COLUMNS, ...SHARED_COLUMNS], rows.charges.map(all));
    const [, , , , last] = migrations;
    for (const statement of last?.sql.split(';\n').filter((text) => text.trim() !== '') ?? []) {
      await engine.command(statement);
    }
    // cut short before it was recorded, so it is repeated
    const ledger = createSqlLedger(engine);
    await ledger.migrate();
    await ledger.append({ token: 'batch-1', calls: [fact] });
    await ledger.append({ token: 'batch-2', calls: [{ ...fact, call_id: 'new-1', cache: 'miss' }] });
    expect(await ledger.call('old-1')).toEqual(fact);
    const range = { since: new Date('2026-10-01T00:00:00Z'), until: new Date('2026-11-01T00:00:00Z') };
    const query = { ...range, filter: {}, timeZone: 'UTC', sandbox: 'include' as const };
    for (const by of ['cache', 'user', 'unit']) {
      const { total } = await ledger.costs({ ...query, by: [by] });
      expect(total.cost, by).toBe('0.001300000000');
    }
    const { rows: groups } = await ledger.costs({ ...query, by: ['cache'] });
    expect(groups.map(({ group, calls }) => [group['cache'], calls])).toEqual([
      ['', 1],
      ['miss', 1],
    ]);
  });
});

/** Rows as the version before wrote them: without the columns of migration 0005. */
async function insertOld(table: string, columns: readonly string[], rows: readonly string[]): Promise<void> {
  const known = await engine.select<{ name: string }>(
    `SELECT name FROM system.columns WHERE table = '${table}' AND database = currentDatabase()`,
  );
  const names = new Set(known.map(({ name }) => name));
  const kept = columns.map((name, i) => (names.has(name) ? i : -1)).filter((i) => i !== -1);
  const old = rows.map((row) => {
    const values = JSON.parse(row) as unknown[];
    return JSON.stringify(kept.map((i) => values[i]));
  });
  const oldColumns = kept.map((i) => columns[i] ?? '');
  await engine.insert(table, oldColumns, Buffer.from(`${old.join('\n')}\n`), 'batch-1');
}
