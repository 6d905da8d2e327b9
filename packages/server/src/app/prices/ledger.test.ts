import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { CallFact } from '@weir/core/contract';
import { Decimal } from '@weir/core/money';
import { rateUsage } from '@weir/core/pricing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createProposals } from '../../books/proposals/service.ts';
import { createHarness, type Harness } from '../../http/testing.ts';
import { chargeFacts } from '../../ledger/charges.ts';
import { openChdbLedger } from '../../ledger/chdb/index.ts';
import { createExclusive } from '../../ledger/exclusive.ts';
import type { Ledger } from '../../ledger/statement-port.ts';
import { callOf } from '../../ledger/testing/facts.ts';
import { loadCatalog } from '../../platform/catalog.ts';
import { createUuidV7 } from '../../platform/ids.ts';
import { silentLogger } from '../../platform/log.ts';
import { openRegistry, type Registry } from '../../registry/registry.ts';
import { emptyDatabaseFile, testClock, testOptions } from '../../registry/testing.ts';
import { agreementBooksOf, priceDeskOf, pricingOf } from '../control/pricing.ts';
import type { Stores } from '../control/stores.ts';
import { createPriceBooks } from './price-books.ts';

const catalog = loadCatalog();
const clock = testClock('2026-11-22T10:00:00.000Z');
const prices = createPriceBooks(catalog);
const by = { actor: 'ann' };
let directory: string;
let registry: Registry;
let ledger: Ledger;
let harness: Harness;
let id: () => string;

beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), 'weir-prices-ledger-'));
  const template = new Blob([readFileSync(await emptyDatabaseFile())], { type: 'application/x-gzip' });
  registry = await openRegistry(testOptions(clock, { ...prices.checks, template }));
  await registry.seedFirstStart();
  await prices.follow(registry, 'review', silentLogger);
  ledger = await openChdbLedger({ path: directory, log: silentLogger });
  id = createUuidV7(clock);
  const proposals = createProposals({
    records: registry.proposals,
    ledger,
    exclusive: createExclusive(),
    books: createExclusive(),
    id,
    timeZone: () => 'UTC',
    fourEyes: false,
    log: silentLogger,
  });
  const stores = {
    registry,
    ledger,
    catalog,
    priceBook: () => prices.book(),
    priceBooks: () => prices.books(),
  } as unknown as Stores;
  harness = await createHarness({
    registry,
    cliToken: 'cli',
    pricing: pricingOf(stores),
    priceDesk: priceDeskOf(stores, proposals),
    agreementDesk: agreementBooksOf(stores, { proposals, isClosed: () => false }),
  });
  await ledger.append({ token: 'calls', calls: Array.from({ length: 40 }, (_, index) => call(index)) });
});
afterAll(async () => {
  await harness.close();
  await ledger.close();
  await registry.close();
  rmSync(directory, { recursive: true, force: true });
});

const MODELS = ['gpt-4o', 'gpt-99'];

function call(index: number): CallFact {
  const at = `2026-11-${String(1 + (index % 20)).padStart(2, '0')}T09:00:00.${String(index).padStart(6, '0')}Z`;
  const model = MODELS[index % 2] ?? 'gpt-4o';
  const usage = { input_tokens: 1_000 + index, cache_read_tokens: 100 + index, output_tokens: 50 + index };
  const price = prices.book().resolveOrFallback({ provider: 'openai', model, at: Date.parse(at) });
  const charges = chargeFacts(rateUsage(usage, price), { attempt: 1, estimated: false });
  return callOf({
    call_id: id(),
    started_at: at,
    ended_at: at,
    model,
    requested_model: model,
    usage,
    charges,
    attempts: [{ attempt: 1, provider: 'openai', model, started_at: at, duration_ms: 3 }],
    tags: { workload: `bot-${index % 3}`, team: 'care' },
  });
}

async function ask(method: string, path: string, body?: unknown) {
  const headers = { authorization: 'Bearer cli' };
  const response = await harness.call(method, path, body, headers);
  const answer = (await response.json()) as Record<string, never>;
  if (!response.ok) throw new Error(JSON.stringify(answer));
  return answer;
}

const RANGE = { since: '2026-11-01T00:00:00Z', until: '2026-12-01T00:00:00Z' };
const cost = async () => {
  const sums = await ledger.chargeSums({
    since: new Date(RANGE.since),
    until: new Date(RANGE.until),
    timeZone: 'UTC',
    by: [],
  });
  return Decimal.from(sums[0]?.cost ?? '0').toFixed(12);
};

describe('prices over the API and a real ledger', () => {
  it('find what had no price, rerate it once a price is known, and book it exactly once', async () => {
    const before = await ask('GET', `/prices/coverage?since=${RANGE.since}&until=${RANGE.until}`);
    expect(before['without_price']).toEqual(['openai/gpt-99']);
    expect(before['cost']).toBe(await cost());
    const kept = await cost();
    await registry.priceOverrides.create(
      {
        provider: 'openai',
        model: 'gpt-99',
        source: 'offer',
        from: '2026-01-01T00:00:00Z',
        rates: { input_tokens: '1.23', cache_read_tokens: '0.123', output_tokens: '4.56' },
      },
      by,
    );
    const dry = await ask('POST', '/prices/rerate', { ...RANGE, dry_run: true });
    expect(dry['before']).not.toBe('0.000000000000');
    expect(await cost()).toBe(kept);
    const report = (await ask('POST', '/prices/rerate', { ...RANGE, dry_run: false })) as unknown as {
      difference: string;
      months: { proposal: string }[];
      by_workload: { difference: string }[];
    };
    const parts = report.by_workload.reduce(
      (sum, { difference }) => sum.add(Decimal.from(difference)),
      Decimal.ZERO,
    );
    expect(parts.toFixed(12)).toBe(report.difference);
    const proposals = createProposals({
      records: registry.proposals,
      ledger,
      exclusive: createExclusive(),
      books: createExclusive(),
      id,
      timeZone: () => 'UTC',
      fourEyes: false,
      log: silentLogger,
    });
    await proposals.approve(report.months[0]?.proposal ?? '', { actor: 'finance' });
    expect(await cost()).toBe(Decimal.from(kept).add(Decimal.from(report.difference)).toFixed(12));
    const exact = Array.from({ length: 40 }, (_, index) => call(index).cost).reduce(
      (sum, one) => sum.add(Decimal.from(one)),
      Decimal.ZERO,
    );
    expect(await cost()).toBe(exact.toFixed(12));
    const again = await ask('POST', '/prices/rerate', { ...RANGE, dry_run: false });
    expect(again).toMatchObject({ charges: 0, months: [] });
  });

  it('book agreements through the same ledger, converge, and tell how far they are used', async () => {
    const full = await cost();
    await ask('POST', '/agreements', {
      id: 'openai-2026',
      name: 'OpenAI',
      kind: 'commitment',
      provider: 'openai',
      currency: 'USD',
      from: RANGE.since,
      source: 'contract',
      terms: { amount: '0.01', discount_percent: '50', beyond: 'discounted' },
    });
    const applied = (await ask('POST', '/agreements/apply', { month: '2026-11' })) as unknown as {
      data: { amount: string; proposal: string }[];
    };
    expect(applied.data).toHaveLength(1);
    const half = Decimal.from(full).divide(2n, 12);
    const off = Decimal.from(await cost()).subtract(half);
    // whole pico-dollars are carried from use to use, so the sum is the half to the last place
    expect(Math.abs(Number(off.toPico()))).toBeLessThanOrEqual(1);
    const second = (await ask('POST', '/agreements/apply', { month: '2026-11' })) as unknown as {
      data: unknown[];
    };
    expect(second.data).toEqual([]);
    const status = await ask('GET', '/agreements/openai-2026/status');
    expect(status).toMatchObject({ kind: 'commitment', burned: '0.01', remaining: '0' });
    expect(Number(status['effective_discount_percent'])).toBe(50);
    const after = await ask('GET', `/prices/coverage?since=${RANGE.since}&until=${RANGE.until}`);
    expect(Object.keys(after['by_kind'] ?? {})).toContain('agreement');
    await ask('POST', '/agreements/openai-2026/end', {});
  });

  it('show history, lists, conflicts and exchange rates', async () => {
    const history = (await ask(
      'GET',
      '/prices/openai/o3/history?since=2025-01-01&until=2026-01-01',
    )) as unknown as {
      steps: { ref: string }[];
    };
    expect(history.steps.map(({ ref }) => ref)).toEqual([
      'list:openai/o3@undated',
      'list:openai/o3@2025-06-10',
    ]);
    const lists = (await ask('GET', '/prices/lists')) as unknown as {
      data: { in_force: boolean; id: string }[];
    };
    expect(lists.data).toMatchObject([{ in_force: true, source: 'bundled' }]);
    expect(await ask('GET', `/prices/lists/${lists.data[0]?.id}`)).toMatchObject({ diff: [] });
    expect(Array.isArray((await ask('GET', '/prices/conflicts'))['data'])).toBe(true);
    await ask('POST', '/exchange-rates', { base: 'USD', quote: 'EUR', rate: '0.92', source: 'treasury' });
    expect(await ask('GET', '/exchange-rates?base=USD')).toMatchObject({
      data: [{ quote: 'EUR', rate: '0.92' }],
    });
    const { status } = await harness.call('GET', '/prices/acme/x/history', undefined, {
      authorization: 'Bearer cli',
    });
    expect(status).toBe(404);
  });
});
