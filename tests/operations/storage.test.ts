import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { backupEvent } from '@weir/core/contract';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openLocalControl } from '../../packages/server/src/app/local-control.ts';
import { storageTools } from '../../packages/server/src/app/storage/index.ts';
import {
  type ClickHouseFront,
  startClickHouseFront,
} from '../../packages/server/src/ledger/testing/clickhouse-front-process.ts';
import { configSchema } from '../../packages/server/src/platform/config/schema.ts';
import {
  postgresBinaries,
  startPostgres,
  type TestPostgres,
} from '../../packages/server/src/registry/store/postgres.fixture.ts';

const root = mkdtempSync(join(tmpdir(), 'weir-storage-'));
const home = join(root, 'home');
const backup = join(root, 'backup');
const config = (data_dir: string, more = {}) => configSchema.parse({ data_dir, ...more });
const never = new AbortController().signal;
const nothing = () => undefined;

let totals: unknown;
let calls: unknown;
beforeAll(async () => {
  const control = await openLocalControl(config(home));
  await ask(control, 'POST', '/applications', { id: 'desk' });
  await ask(control, 'POST', '/workloads', {
    id: 'support',
    application: 'desk',
    environment: 'production',
    stage: 'production',
    cost_center: 'default',
    use_case: 'testing',
    business_process: 'quality',
    request_type: 'test',
    owner: 'ada@example.com',
  });
  const rows = Array.from(
    { length: 300 },
    (_, i) =>
      `{"call_id":"c-${i}","at":"2026-${String(1 + (i % 9)).padStart(2, '0')}-03T00:00:00Z","tags":{"workload":"support"},"provider":"openai","model":"gpt-4o","usage":{"input_tokens":${1000 + i},"output_tokens":7}}`,
  );
  await ask(control, 'POST', '/imports/calls?format=jsonl', rows.join('\n'), 'application/octet-stream');
  totals = ledgerOf(await ask(control, 'GET', '/status'));
  calls = await ask(
    control,
    'GET',
    `/costs?by=workload&since=2026-01-01T00:00:00Z&until=2026-12-01T00:00:00Z`,
  );
  const said = await text(control, 'POST', '/backups', { directory: backup });
  const events = said
    .trim()
    .split('\n')
    .map((line) => backupEvent.parse(JSON.parse(line)));
  expect(events.at(-1)).toMatchObject({ type: 'done', backup: { calls: 300, directory: backup } });
  expect(await text(control, 'POST', '/backups', { directory: backup })).toContain('is not empty');
  expect(await text(control, 'POST', '/backups', { directory: 'relative' })).toContain(
    'not an absolute path',
  );
  await control.close();
}, 60_000);
afterAll(() => rmSync(root, { recursive: true, force: true }));

describe('a backup through the API', () => {
  it('is verified without touching any installation', async () => {
    const before = readdirSync(home).sort();
    expect(await storageTools.verifyBackup(backup, { rows: true }, nothing)).toMatchObject({
      calls: 300,
      cost: expect.stringMatching(/^0\.\d+$/),
    });
    expect(readdirSync(home).sort()).toEqual(before);
  });

  it('makes the same Weir on another directory, and none on one that is in use', async () => {
    const there = join(root, 'there');
    await storageTools.restoreBackup(config(there), backup, nothing);
    const control = await openLocalControl(config(there));
    expect(ledgerOf(await ask(control, 'GET', '/status'))).toEqual(totals);
    expect(
      await ask(control, 'GET', `/costs?by=workload&since=2026-01-01T00:00:00Z&until=2026-12-01T00:00:00Z`),
    ).toEqual(calls);
    expect(await ask(control, 'GET', '/workloads/support')).toMatchObject({ owner: 'ada@example.com' });
    await expect(storageTools.restoreBackup(config(there), backup, nothing)).rejects.toMatchObject({
      code: 'data_dir_locked',
    });
    await control.close();
    await expect(storageTools.restoreBackup(config(there), backup, nothing)).rejects.toMatchObject({
      code: 'conflict',
    });
  });

  it('holds no key and no secret in clear', () => {
    const key = readFileSync(join(home, 'secrets.key'), 'utf8').trim();
    const all = readdirSync(backup, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => readFileSync(join(entry.parentPath, entry.name)).toString('latin1'));
    expect(all.length).toBeGreaterThan(10);
    expect(all.filter((content) => content.includes(key))).toEqual([]);
  });
});

describe.skipIf(postgresBinaries() === undefined)('moving an installation to servers', () => {
  let front: ClickHouseFront;
  let postgres: TestPostgres;
  const servers = { ledger: { url_env: 'MOVE_LEDGER_URL' }, registry: { url_env: 'MOVE_REGISTRY_URL' } };
  beforeAll(async () => {
    [front, postgres] = await Promise.all([startClickHouseFront(join(root, 'server')), startPostgres()]);
    process.env['MOVE_LEDGER_URL'] = front.url;
    process.env['MOVE_REGISTRY_URL'] = await postgres.createDatabase();
  }, 60_000);
  afterAll(async () => {
    await front.kill();
    await postgres.stop();
  });

  it('says first what it would do, and changes nothing', async () => {
    const plan = await storageTools.moveToServers(config(home, servers), { dryRun: true }, nothing, never);
    expect(plan.ledger.filter(({ table }) => table === 'calls')).toHaveLength(9);
    expect(plan.registry.find(({ table }) => table === 'workloads')?.rows).toBeGreaterThan(0);
  });

  it('makes the same Weir on the servers', async () => {
    await storageTools.moveToServers(config(home, servers), { dryRun: false }, nothing, never);
    const elsewhere = join(root, 'elsewhere');
    const control = await openLocalControl(config(elsewhere, servers));
    expect(ledgerOf(await ask(control, 'GET', '/status'))).toEqual(totals);
    expect(await ask(control, 'GET', '/workloads/support')).toMatchObject({ owner: 'ada@example.com' });
    await control.close();
    expect(existsSync(join(elsewhere, 'ledger'))).toBe(false);
    const again = storageTools.moveToServers(config(home, servers), { dryRun: false }, nothing, never);
    await expect(again).rejects.toMatchObject({ code: 'conflict' });
    const source = await openLocalControl(config(home));
    expect(ledgerOf(await ask(source, 'GET', '/status'))).toEqual(totals);
    await source.close();
  }, 60_000);

  it('refuses a configuration that names no server', async () => {
    const move = storageTools.moveToServers(config(home), { dryRun: true }, nothing, never);
    await expect(move).rejects.toMatchObject({ code: 'config_invalid', field: 'ledger.url_env' });
  });
});

type Control = Awaited<ReturnType<typeof openLocalControl>>;

async function text(
  control: Control,
  method: string,
  path: string,
  body?: unknown,
  type = 'application/json',
): Promise<string> {
  const content = typeof body === 'string' ? body : JSON.stringify(body);
  const response = await control.fetch(
    new Request(`http://localhost/api/v1${path}`, {
      method,
      headers: { authorization: `Bearer ${control.token}`, 'content-type': type },
      ...(body === undefined ? {} : { body: content }),
    }),
  );
  return response.text();
}

async function ask(control: Control, method: string, path: string, body?: unknown, type?: string) {
  const answer = await text(control, method, path, body, type);
  if (path.startsWith('/imports')) return answer;
  const read = JSON.parse(answer) as Record<string, unknown>;
  expect(read['error'] ?? {}, `${method} ${path}`).toEqual({});
  return read;
}

function ledgerOf(status: unknown): unknown {
  const { calls: landed, charges } = (status as { ledger: { calls: number; charges: number } }).ledger;
  return { calls: landed, charges };
}
