import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { onControl as controlled } from './testing.ts';

const STAMPS = { created_at: '2026-11-01T00:00:00Z', updated_at: '2026-11-01T00:00:00Z' };
const RUN = {
  id: 'run_1',
  source: 'openai',
  state: 'done',
  started_at: '2026-11-22T10:00:00Z',
  read: 12,
  added: 3,
  unchanged: 8,
  revised: 1,
  quarantined: 0,
  warnings: [],
};
const SOURCE = {
  id: 'openai',
  name: 'openai',
  kind: 'openai',
  role: 'statement',
  settings: { since: '2026-10-01' },
  attribution: { tags: { team: 'search' }, rules: [], take: {} },
  secrets: ['admin_key'],
  schedule: '20 * * * *',
  enabled: true,
  state: 'lagging',
  covered_until: '2026-11-22T06:00:00Z',
  lag_seconds: 14_400,
  last_run: RUN,
  failures: 0,
  quarantined: 2,
  ...STAMPS,
};
const ROW = {
  id: 'row1',
  source: 'openai',
  run: 'run_1',
  place: 'costs 2026-11-20',
  reason: 'The currency is missing. Add it.',
  row: { endpoint: 'costs', amount: { value: 2 } },
  state: 'open',
  created_at: '2026-11-22T10:00:00Z',
};
const pageOf = (...data: unknown[]) => ({ body: { data, next_cursor: null } });

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'weir-cli-'));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

const onControl = (answers: Parameters<typeof controlled>[1]) => controlled(dir, answers);

describe('weir source', () => {
  it('create sends settings as JSON where they are, secrets from the environment, and rules', async () => {
    const { run, sent } = onControl({ 'POST /sources': { body: SOURCE, status: 201 } });
    const line =
      'source create openai --kind openai --role charges --setting since=2026-10-01 --setting requests_per_minute=30 ' +
      '--setting usage=["completions"] --secret-env admin_key=USER --rule project=proj_1:team=search,workload=etl ' +
      '--tag environment=production --take CostCenter=cost_center --schedule none --disabled';
    const result = await run(line);
    expect(result).toMatchObject({ code: 0 });
    expect(result.out).toMatch(/lag +4 h/);
    expect(sent('POST /sources')).toEqual({
      id: 'openai',
      kind: 'openai',
      role: 'charges',
      enabled: false,
      settings: { since: '2026-10-01', requests_per_minute: 30, usage: ['completions'] },
      secrets: { admin_key: 'ada' },
      schedule: null,
      attribution: {
        tags: { environment: 'production' },
        rules: [{ field: 'project', is: 'proj_1', tags: { team: 'search', workload: 'etl' } }],
        take: { CostCenter: 'cost_center' },
      },
    });
  });

  it('says which variable is not set, and what a rule looks like', async () => {
    const { run } = onControl({});
    expect(await run('source create a --kind openai --secret-env admin_key=NOT_SET')).toMatchObject({
      code: 2,
      err: expect.stringContaining('NOT_SET is not set'),
    });
    expect(await run('source create a --kind openai --rule team=search')).toMatchObject({
      code: 2,
      err: expect.stringContaining('--rule project=proj_1:team=search,workload=etl'),
    });
  });

  it('change keeps the settings that are not named', async () => {
    const { run, sent } = onControl({
      'GET /sources/openai': { body: SOURCE },
      'PATCH /sources/openai': { body: SOURCE },
    });
    expect(
      await run('source change openai --setting timeout_seconds=90 --remove-secret admin_key'),
    ).toMatchObject({ code: 0 });
    expect(sent('PATCH /sources/openai')).toEqual({
      settings: { since: '2026-10-01', timeout_seconds: 90 },
      secrets: { admin_key: null },
    });
    expect(await run('source change openai')).toMatchObject({ code: 2 });
  });

  it('list shows state, lag and what waits', async () => {
    const { run } = onControl({ 'GET /sources': pageOf(SOURCE) });
    const { out } = await run('source list');
    expect(out).toMatch(/openai +openai +statement +lagging +2026-11-22 06:00\S* +4 h/);
  });

  it('run follows to the end, and fails with what ended it', async () => {
    const good = onControl({ 'POST /sources/openai/run': { body: { type: 'done', run: RUN } } });
    expect(await good.run('source run openai')).toMatchObject({
      code: 0,
      out: expect.stringMatching(/added +3/),
    });
    const warned = { ...RUN, state: 'warned', warnings: ['A total contradicts its lines.'] };
    const odd = onControl({ 'POST /sources/openai/run': { body: { type: 'done', run: warned } } });
    expect(await odd.run('source run openai --strict')).toMatchObject({
      code: 1,
      err: expect.stringContaining('A total contradicts its lines.'),
    });
    const bad = onControl({
      'POST /sources/openai/run': {
        body: { type: 'error', code: 'provider_unavailable', message: 'api.openai.com answered 500' },
      },
    });
    expect(await bad.run('source run openai')).toMatchObject({
      code: 1,
      err: expect.stringContaining('answered 500'),
    });
  });

  it('backfill sends the stretch', async () => {
    const { run, sent } = onControl({
      'POST /sources/openai/run': {
        body: { type: 'done', run: { ...RUN, subject: '2026-09-01..2026-10-01' } },
      },
    });
    expect(
      await run('source backfill openai --since 2026-09-01T00:00:00Z --until 2026-10-01T00:00:00Z --json'),
    ).toMatchObject({ code: 0 });
    expect(sent('POST /sources/openai/run')).toEqual({
      since: '2026-09-01T00:00:00.000Z',
      until: '2026-10-01T00:00:00.000Z',
    });
  });

  it('mends a field within a field, then replays', async () => {
    const { run, sent } = onControl({
      'GET /sources/openai/quarantine': pageOf(ROW),
      'PATCH /sources/openai/quarantine/row1': { body: ROW },
      'POST /sources/openai/quarantine/replay': {
        body: { replayed: 0, failed: [{ id: 'row1', reason: 'Still no currency.' }] },
      },
      'POST /sources/openai/quarantine/dismiss': { body: { dismissed: 1 } },
    });
    expect((await run('source quarantine list openai')).out).toContain('The currency is missing');
    expect(await run('source quarantine mend openai row1 --set amount.currency=usd')).toMatchObject({
      code: 0,
    });
    expect(sent('PATCH /sources/openai/quarantine/row1')).toEqual({
      row: { endpoint: 'costs', amount: { value: 2, currency: 'usd' } },
    });
    expect(await run('source quarantine replay openai')).toMatchObject({
      code: 1,
      err: expect.stringContaining('Still no currency.'),
    });
    expect(await run('source quarantine dismiss openai')).toMatchObject({ code: 2 });
    expect(await run('source quarantine dismiss openai row1')).toMatchObject({
      code: 0,
      out: expect.stringContaining('1 left out'),
    });
  });
});
