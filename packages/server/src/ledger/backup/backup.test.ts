import { cpSync, mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { silentLogger } from '../../platform/log.ts';
import { type OpenedLedger, openEngine, openLedger } from '../open.ts';
import { callOf, outcomeRecordOf } from '../testing/facts.ts';
import { createBackup } from './create.ts';
import { MANIFEST, type Manifest } from './manifest.ts';
import { restoreLedger } from './restore.ts';
import { SNAPSHOT_PREFIX } from './tables.ts';
import { checkFiles, checkRows } from './verify.ts';

const root = mkdtempSync(join(tmpdir(), 'weir-backup-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

const DIGEST = '';
const nothing = () => undefined;
const open = (name: string) => openLedger({ path: join(root, name), log: silentLogger });
const month = (m: number, i: number) =>
  `2026-${String(m).padStart(2, '0')}-${String((i % 27) + 1).padStart(2, '0')}`;
const batch = (m: number, n: number, prefix: string) => ({
  token: `${prefix}-${m}`,
  calls: Array.from({ length: n }, (_, i) =>
    callOf({ call_id: `${prefix}-${m}-${i}`, started_at: `${month(m, i)}T10:00:00.000001Z` }),
  ),
});
const ASKED = {
  since: new Date('2026-01-01T00:00:00Z'),
  until: new Date('2027-01-01T00:00:00Z'),
  by: ['workload', 'model'],
  filter: {},
  timeZone: 'Europe/Berlin',
  interval: 'month' as const,
  sandbox: 'include' as const,
};

function backup(source: OpenedLedger, directory: string): Promise<Manifest> {
  return createBackup({
    ...source,
    directory,
    registry: async () => [{ table: 'teams', lines: ['{"id":"a"}'], digest: DIGEST }],
    weir: '1.2.3',
    now: () => new Date('2026-11-22T00:00:00Z'),
    onProgress: nothing,
  });
}

const whole = join(root, 'backup');
let before: unknown;
beforeAll(async () => {
  const source = await open('source');
  for (const m of [3, 4, 5]) await source.ledger.append(batch(m, 40, 'old'));
  await source.ledger.append(batch(5, 7, 'old-b'));
  before = await source.ledger.costs(ASKED);
  const achieved = outcomeRecordOf({
    id: 'kept',
    at: '2026-05-01T00:00:00Z',
    value: '1.000000000001',
    currency: 'EUR',
  });
  await source.ledger.outcomes.append([achieved, { ...achieved, at: '2026-03-01T00:00:00Z' }], new Date());
  const seen: string[] = [];
  const landing = source.ledger.append(batch(6, 3, 'meanwhile'));
  await createBackup({
    ...source,
    directory: whole,
    registry: async () => {
      // a batch that lands while the backup is written is not in it
      await source.ledger.append(batch(7, 5, 'later'));
      return [{ table: 'teams', lines: ['{"id":"a"}'], digest: DIGEST }];
    },
    weir: '1.2.3',
    now: () => new Date('2026-11-22T00:00:00Z'),
    onProgress: ({ what }) => seen.push(what),
  });
  await landing;
  expect(seen).toContain('registry teams');
  const left = await source.engine.select(
    `SELECT name FROM system.tables WHERE startsWith(name, '${SNAPSHOT_PREFIX}')`,
  );
  expect(left).toEqual([]);
  await source.ledger.close();
});

describe('a backup', () => {
  it('is whole at one moment, whatever lands meanwhile', async () => {
    const { manifest, files } = await checkFiles(whole, nothing);
    expect(files).toBeGreaterThan(8);
    const calls = manifest.ledger.tables.find(({ name }) => name === 'calls');
    const charges = manifest.ledger.tables.find(({ name }) => name === 'charges');
    const rows = (table: typeof calls) =>
      Object.fromEntries(table?.months.map(({ month: m, figures }) => [m, figures.rows]) ?? []);
    expect(rows(calls)).toEqual({ 202603: 40, 202604: 40, 202605: 47, 202606: 3 });
    expect(rows(charges)).toEqual({ 202603: 80, 202604: 80, 202605: 94, 202606: 6 });
    const engine = await openEngine({ path: join(root, 'reading'), log: silentLogger });
    await checkRows(engine, whole, manifest, nothing);
    await engine.close();
  });

  it('comes back exactly, rollups included, and the ledger goes on from there', async () => {
    const engine = await openEngine({ path: join(root, 'restored'), log: silentLogger });
    const { manifest } = await checkFiles(whole, nothing);
    await restoreLedger(engine, whole, manifest, nothing);
    await engine.close();
    const restored = await open('restored');
    expect(await restored.ledger.totals()).toMatchObject({ calls: 130, charges: 260 });
    const asked = { ...ASKED, until: new Date('2026-06-01T00:00:00Z') };
    const { rows } = await restored.ledger.costs(asked);
    expect(rows).toEqual((before as { rows: unknown[] }).rows);
    const versions = await restored.ledger.outcomes.versions('kept');
    expect(versions).toMatchObject([
      { version: 1, value: '1.000000000001' },
      { version: 2, at: '2026-03-01T00:00:00.000000Z' },
    ]);
    await restored.ledger.append(batch(6, 2, 'after'));
    expect((await restored.ledger.costs(ASKED)).total.calls).toBe(132);
    await expect(restoreLedger(restored.engine, whole, manifest, nothing)).rejects.toMatchObject({
      code: 'conflict',
      message: expect.stringContaining('not empty'),
    });
    const again = join(root, 'again');
    await backup(restored, again);
    await expect(backup(restored, again)).rejects.toMatchObject({ code: 'conflict', field: 'directory' });
    await restored.ledger.close();
  });

  it.each<[string, RegExp, (directory: string) => void]>([
    ['a file cut short', /202604\.parquet has \d+ bytes instead of \d+/, (d) => truncateSync(file(d), 100)],
    ['a byte altered', /202604\.parquet has been altered/, alterByte],
    ['a file missing', /202604\.parquet is missing/, (d) => rmSync(file(d))],
    ['no manifest', /manifest\.json is missing: the backup was broken off/, (d) => rmSync(join(d, MANIFEST))],
    ['half a manifest', /manifest\.json is not readable/, (d) => truncateSync(join(d, MANIFEST), 200)],
    ['a newer version', /is of a newer kind \(2\)/, (d) => edit(d, (m) => ({ ...m, backup: 2 }))],
    [
      'a path that leads out of it',
      /is not a manifest: registry/,
      (d) => edit(d, (m) => ({ ...m, registry: { tables: [{ path: '../../etc/passwd' }] } })),
    ],
  ])('with %s is refused by name', async (name, message, damage) => {
    const directory = join(root, `damaged ${name}`);
    cpSync(whole, directory, { recursive: true });
    damage(directory);
    await expect(checkFiles(directory, nothing)).rejects.toMatchObject({
      code: 'backup_damaged',
      message: expect.stringMatching(message),
      remedy: expect.stringMatching(/\w/),
    });
  });

  it('of a newer schema is refused before anything is restored', async () => {
    const engine = await openEngine({ path: join(root, 'older'), log: silentLogger });
    const { manifest } = await checkFiles(whole, nothing);
    const newer = { ...manifest, ledger: { ...manifest.ledger, migrations: ['9999_later.sql'] } };
    await expect(restoreLedger(engine, whole, newer, nothing)).rejects.toThrow(
      'newer Weir (migration 9999_later.sql)',
    );
    expect(await engine.select('SELECT name FROM system.tables WHERE database = currentDatabase()')).toEqual(
      [],
    );
    await engine.close();
  });
});

const file = (directory: string) => join(directory, 'ledger/calls/202604.parquet');

function alterByte(directory: string): void {
  const bytes = readFileSync(file(directory));
  bytes.writeUInt8(bytes.readUInt8(500) ^ 1, 500);
  writeFileSync(file(directory), bytes);
}

function edit(directory: string, change: (manifest: Manifest) => object): void {
  const path = join(directory, MANIFEST);
  writeFileSync(path, JSON.stringify(change(JSON.parse(readFileSync(path, 'utf8')) as Manifest)));
}
