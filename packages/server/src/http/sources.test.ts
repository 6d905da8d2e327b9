import { tmpdir } from 'node:os';
import { createPriceBook, rateUsage } from '@weir/core/pricing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openaiConnector } from '../ingest/openai/index.ts';
import { createSourceDesk } from '../ingest/sources/index.ts';
import { type ProviderDouble, providerDouble } from '../ingest/sources/testing.ts';
import { createExclusive } from '../ledger/exclusive.ts';
import { FakeStatements } from '../ledger/testing/fake-statements.ts';
import { loadCatalog } from '../platform/catalog.ts';
import { createHarness, type Harness } from './testing.ts';

const page = (data: unknown[]) => ({ object: 'page', data, has_more: false, next_page: null });
const bucket = (results: unknown[]) => ({ start_time: 1_795_132_800, end_time: 1_795_219_200, results });

let h: Harness;
let openai: ProviderDouble;
beforeAll(async () => {
  openai = await providerDouble();
  h = await createHarness();
  const catalog = loadCatalog({ env: {} });
  const book = createPriceBook(catalog.list, catalog.units, { catalog: [], organization: [] });
  h.deps.sources = createSourceDesk({
    sources: h.deps.registry.sources,
    runs: h.deps.registry.sourceRuns,
    quarantine: h.deps.registry.quarantine,
    statements: new FakeStatements(),
    connectors: [openaiConnector],
    isUnit: (unit) => catalog.units.get(unit) !== undefined,
    clock: h.clock,
    random: () => 0,
    sleep: async () => {},
    raise: () => {},
    log: h.deps.log,
    uploadDir: tmpdir(),
    booking: {
      ledger: h.ledger,
      exclusive: createExclusive(),
      booked: async () => new Map(),
      detailSince: async () => new Date(0),
      workload: () => undefined,
      now: () => h.clock.now(),
      priceBook: () => book,
      rateUsage,
      perOf: () => 1,
      currency: () => 'USD',
      ratesOf: async () => () => undefined,
    },
  });
});
afterAll(async () => {
  await h.close();
  await openai.close();
});

const events = async (response: Response) =>
  (await response.text())
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as { type: string });

describe('sources over the API', () => {
  it('says so where none can run', async () => {
    const bare = await createHarness();
    expect((await bare.call('GET', '/sources')).status).toBe(503);
    await bare.close();
  });

  it('tells kinds with their settings and secrets', async () => {
    const { data } = (await (await h.call('GET', '/source-kinds')).json()) as { data: unknown[] };
    expect(data).toEqual([
      expect.objectContaining({
        kind: 'openai',
        role: 'statement',
        reads: ['pull'],
        secrets: [expect.objectContaining({ name: 'admin_key', required: true })],
        settings: expect.objectContaining({ type: 'object' }),
      }),
    ]);
  });

  it('goes from making a source over running it to an empty quarantine', async () => {
    const made = await h.call('POST', '/sources', {
      id: 'openai',
      kind: 'openai',
      settings: { base_url: openai.url, usage: [], check_totals: false, requests_per_minute: 6_000 },
      secrets: { admin_key: 'sk-admin-abcdef' },
    });
    expect(made.status).toBe(201);
    const shown = await made.text();
    expect(shown).not.toContain('abcdef');
    expect(JSON.parse(shown)).toMatchObject({
      secrets: ['admin_key'],
      state: 'idle',
      schedule: '20 * * * *',
    });

    openai.answer = () => ({
      body: page([
        bucket([
          { amount: { value: 1.5, currency: 'usd' }, line_item: 'a' },
          { amount: { value: 2 }, line_item: 'b' },
        ]),
      ]),
    });
    const run = await h.call('POST', '/sources/openai/run', {});
    expect(run.headers.get('content-type')).toContain('x-ndjson');
    expect((await events(run)).at(-1)).toMatchObject({ type: 'done', run: { added: 1, quarantined: 1 } });

    const list = (await (await h.call('GET', '/sources/openai/quarantine?state=open')).json()) as {
      data: { id: string; row: Record<string, unknown> }[];
    };
    const [row] = list.data;
    const mended = { ...row?.row, amount: { value: 2, currency: 'usd' } };
    expect((await h.call('PATCH', `/sources/openai/quarantine/${row?.id}`, { row: mended })).status).toBe(
      200,
    );
    const replayed = await h.call('POST', '/sources/openai/quarantine/replay', { rows: [row?.id] });
    expect(await replayed.json()).toEqual({ replayed: 1, failed: [] });
    expect(await (await h.call('POST', '/sources/openai/quarantine/dismiss', {})).json()).toEqual({
      dismissed: 0,
    });
    expect(await (await h.call('GET', '/sources/openai')).json()).toMatchObject({ quarantined: 0 });
    const runs = (await (await h.call('GET', '/sources/openai/runs')).json()) as { data: object[] };
    expect(runs.data).toEqual([expect.objectContaining({ state: 'done', added: 1 })]);

    const preview = await h.call('POST', '/sources/openai/preview?limit=1');
    expect(await preview.json()).toMatchObject({ read: 1, complete: false, lines: [{ cost: '1.5' }] });
  });

  it('changes, back-fills and removes', async () => {
    const changed = await h.call('PATCH', '/sources/openai', { schedule: null, enabled: false });
    expect(await changed.json()).toMatchObject({ state: 'disabled' });
    const run = await h.call('POST', '/sources/openai/run', {
      since: '2026-11-01T00:00:00Z',
      until: '2026-11-02T00:00:00Z',
    });
    expect((await events(run)).at(-1)).toMatchObject({ run: { subject: '2026-11-01..2026-11-02' } });
    const odd = await h.call('POST', '/sources/openai/run', {
      since: '2026-11-02T00:00:00Z',
      until: '2026-11-01T00:00:00Z',
    });
    expect(odd.status).toBe(400);
    expect((await h.call('DELETE', '/sources/openai')).status).toBe(204);
    expect((await h.call('POST', '/sources/openai/run', {})).status).toBe(404);
  });

  it('tells an upload to a kind that reads none so, as the last line', async () => {
    await h.call('POST', '/sources', {
      id: 'o2',
      kind: 'openai',
      settings: { base_url: openai.url },
      secrets: { admin_key: 'sk' },
    });
    const answer = await h.app.request('http://localhost:4010/api/v1/sources/o2/files?name=a.csv', {
      method: 'POST',
      headers: { authorization: `Bearer ${h.adminToken}` },
      body: 'a,b\n',
    });
    expect((await events(answer)).at(-1)).toMatchObject({ type: 'error', code: 'invalid_argument' });
    const unsigned = await h.app.request('http://localhost:4010/api/v1/sources/o2/files?name=a.csv', {
      method: 'POST',
      body: 'a',
    });
    expect(unsigned.status).toBe(401);
  });
});
