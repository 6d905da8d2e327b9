import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createPriceBook } from '@weir/core/pricing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ProviderDouble, providerDouble } from '../../ingest/sources/testing.ts';
import { openChdbLedger } from '../../ledger/chdb/index.ts';
import { createExclusive } from '../../ledger/exclusive.ts';
import type { Ledger } from '../../ledger/statement-port.ts';
import { loadCatalog } from '../../platform/catalog.ts';
import { createLogger } from '../../platform/log.ts';
import type { Registry } from '../../registry/index.ts';
import { testClock, testRegistry } from '../../registry/testing.ts';
import { openSources, type Sources } from './sources.ts';
import type { Stores } from './stores.ts';

const BY = { actor: 'test' };
const DAY_S = 86_400;
const yesterday = Math.floor(Date.now() / 1_000 / DAY_S) * DAY_S - DAY_S;

let dir: string;
let registry: Registry;
let ledger: Ledger;
let openai: ProviderDouble;
let sources: Sources;
beforeAll(async () => {
  dir = mkdtempSync(join(tmpdir(), 'weir-sources-'));
  const clock = testClock(new Date().toISOString());
  registry = await testRegistry(clock);
  const log = createLogger('silent');
  ledger = await openChdbLedger({ path: join(dir, 'ledger'), log });
  openai = await providerDouble();
  const catalog = loadCatalog({ env: {} });
  const book = createPriceBook(catalog.list, catalog.units, { catalog: [], organization: [] });
  sources = openSources({
    stores: { registry, ledger: ledger as Stores['ledger'], catalog, priceBook: () => book },
    store: ledger,
    exclusive: createExclusive(),
    raise: () => {},
    landed: () => {},
    log,
  });
});
afterAll(async () => {
  await sources.stop();
  await openai.close();
  await registry.close();
  await ledger.close();
  rmSync(dir, { recursive: true, force: true });
});

const tell = (...amounts: [string, number][]) => {
  const results = amounts.map(([line_item, value]) => ({
    amount: { value, currency: 'usd' },
    line_item,
    project_id: 'proj_1',
  }));
  const data = [{ start_time: yesterday, end_time: yesterday + DAY_S, results }];
  openai.answer = () => ({ body: { object: 'page', data, has_more: false, next_page: null } });
};
const run = async () => {
  let last: unknown;
  for await (const event of sources.desk.run('openai', undefined)) last = event;
  return last;
};
const booked = async () => {
  const found = await ledger.costs({
    since: new Date((yesterday - DAY_S) * 1_000),
    until: new Date((yesterday + 2 * DAY_S) * 1_000),
    by: ['entry'],
    filter: {},
    timeZone: 'UTC',
    sandbox: 'exclude',
  });
  return Object.fromEntries(found.rows.map(({ group, cost }) => [group['entry'], Number(cost)]));
};

describe('sources over a real ledger', () => {
  it('books what was told, then what changed, then nothing', async () => {
    await sources.desk.create(
      {
        id: 'openai',
        kind: 'openai',
        role: 'charges',
        enabled: true,
        settings: { base_url: openai.url, usage: [], check_totals: false, requests_per_minute: 6_000 },
        secrets: { admin_key: 'sk-admin-1' },
      },
      BY,
    );
    tell(['gpt-4o, input', 2.5], ['gpt-4o, output', 10]);
    expect(await run()).toMatchObject({ run: { state: 'done', added: 2 } });
    expect(await booked()).toEqual({ usage: 12.5 });
    tell(['gpt-4o, input', 3]);
    expect(await run()).toMatchObject({ run: { state: 'done', revised: 2 } });
    expect(await booked()).toEqual({ usage: 12.5, revision: -9.5 });
    expect(await run()).toMatchObject({ run: { added: 0, revised: 0, unchanged: 1 } });
    tell(['gpt-4o, input', 3], ['gpt-4o, output', 1]);
    await run();
    expect(await booked()).toEqual({ usage: 12.5, revision: -8.5 });
    const sums = await ledger.statements.sums({
      since: new Date(yesterday * 1_000),
      until: new Date((yesterday + DAY_S) * 1_000),
      timeZone: 'UTC',
      by: ['source', 'project'],
    });
    expect(sums).toEqual([
      expect.objectContaining({ group: { source: 'openai', project: 'proj_1' }, lines: 2, cost: '4' }),
    ]);
  });
});
