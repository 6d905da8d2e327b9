import { readFileSync } from 'node:fs';
import type { PriceChange } from '@weir/core/contract';
import { createAgreement } from '@weir/core/contract';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Registry } from './registry.ts';
import { openRegistry } from './registry.ts';
import { emptyDatabaseFile, testClock, testOptions, testRegistry } from './testing.ts';

const clock = testClock();
const by = { actor: 'ann' };
let registry: Registry;

beforeAll(async () => {
  registry = await testRegistry(clock);
});
afterAll(() => registry.close());

const failure = async (promise: Promise<unknown>) =>
  promise.then(
    () => expect.fail('it should have been refused'),
    (error: { code: string; field?: string; message: string; remedy?: string }) => error,
  );

const listOf = (version: string, price: string) => ({
  content: { source: { package: 'prices', version }, providers: [{ id: 'openai', price }] },
  source: `${version}.json`,
});

describe('price lists', () => {
  it('begin with the bundled one, silently; a newer waits, is approved from an instant on, and audited', async () => {
    const first = await registry.priceLists.adoptBundled(listOf('1', '2'), 'review');
    expect(first).toMatchObject({ state: 'approved', in_force: true, decided_by: 'weir' });
    expect(first?.from).toBeUndefined();
    expect(await registry.priceLists.adoptBundled(listOf('1', '2'), 'review')).toBeUndefined();
    const newer = await registry.priceLists.adoptBundled(listOf('2', '3'), 'review');
    expect(newer).toMatchObject({ state: 'proposed', in_force: false, version: 'prices 2' });
    expect(registry.compile().priceLists).toEqual([{ digest: first?.digest, version: 'prices 1' }]);

    clock.advance(1_000);
    const from = '2026-12-01T00:00:00.000Z';
    const approved = await registry.priceLists.approve(newer?.id ?? '', { from, note: 'checked' }, by);
    expect(approved).toMatchObject({ state: 'approved', from, in_force: false, decided_by: 'ann' });
    expect(registry.compile().priceLists).toEqual([
      { digest: first?.digest, version: 'prices 1' },
      { digest: newer?.digest, version: 'prices 2', from: Date.parse(from) },
    ]);
    expect(JSON.parse(registry.priceLists.approved()[1]?.content ?? '')).toEqual(listOf('2', '3').content);
    expect(await registry.priceLists.show(first?.id ?? '')).toMatchObject({ in_force: true, until: from });
    clock.set('2026-12-02T00:00:00.000Z');
    expect(await registry.priceLists.show(approved.id)).toMatchObject({ in_force: true });
    const { data } = await registry.audit.list({ subject: `price_list/${approved.id}` });
    expect(data.map(({ action, actor }) => [action, actor])).toEqual([
      ['price_list.approve', 'ann'],
      ['price_list.propose', 'weir'],
    ]);
    expect(JSON.stringify(data)).not.toContain('providers');
    const twice = await failure(registry.priceLists.approve(approved.id, {}, by));
    expect(twice.message).toContain('was approved by ann');
  });

  it('keep what was turned down from being proposed again, and preview without keeping', async () => {
    const seen = await registry.priceLists.preview(listOf('3', '4'), by);
    expect(seen.state).toBe('proposed');
    const made = await registry.priceLists.propose(listOf('3', '4'), by);
    await registry.priceLists.reject(made.id, { note: 'wrong' }, by);
    // white space and the order of fields are no other prices
    const { content } = listOf('3', '4');
    const shuffled = { content: { providers: content.providers, source: content.source }, source: 'again' };
    const refused = await failure(registry.priceLists.propose(shuffled, by));
    expect(refused).toMatchObject({ code: 'conflict', message: expect.stringContaining('rejected by ann') });
    expect(await registry.priceLists.adoptBundled(shuffled, 'auto')).toBeUndefined();
  });

  it('are in force at once where updates are automatic', async () => {
    const auto = await registry.priceLists.adoptBundled(listOf('4', '5'), 'auto');
    expect(auto).toMatchObject({ state: 'approved', in_force: true, from: '2026-12-02T00:00:00.000Z' });
  });

  it('say what they change against the one in force', async () => {
    const diff: PriceChange[] = [{ provider: 'openai', model: 'gpt', change: 'raised', rates: [] }];
    const asked: unknown[] = [];
    const rules = {
      check: () => {},
      diff: (before: unknown, after: unknown) => {
        asked.push([before, after]);
        return diff;
      },
    };
    const template = new Blob([readFileSync(await emptyDatabaseFile())], { type: 'application/x-gzip' });
    const other = await openRegistry(testOptions(clock, { priceListRules: rules, template }));
    try {
      await other.priceLists.adoptBundled(listOf('1', '2'), 'review');
      const next = await other.priceLists.propose(listOf('2', '3'), by);
      expect(next).toMatchObject({ diff, changes: { raised: 1, added: 0 } });
      expect(asked).toEqual([[listOf('1', '2').content, listOf('2', '3').content]]);
    } finally {
      await other.close();
    }
  });
});

describe("the organization's prices", () => {
  it('are found by the model they concern, and end without touching the past', async () => {
    const make = (model: string, provider = 'openai') =>
      registry.priceOverrides.create({ provider, model, source: 'x', discount_percent: '5' }, by);
    const exact = await make('gpt-4o');
    const family = await make('GPT-4*');
    const all = await make('*');
    await make('gpt-4.1');
    await make('*', 'anthropic');
    const found = await registry.priceOverrides.list({ provider: 'OpenAI', model: 'gpt-4o' });
    expect(new Set(found.data.map(({ id }) => id))).toEqual(new Set([exact.id, family.id, all.id]));
    expect((await registry.priceOverrides.list({ provider: 'anthropic' })).data).toHaveLength(1);

    expect(
      (await failure(registry.priceOverrides.end(all.id, { at: '2026-01-01T00:00:00Z' }, by))).field,
    ).toBe('at');
    const ended = await registry.priceOverrides.end(all.id, { at: '2026-12-24T00:00:00Z' }, by);
    expect(ended.until).toBe('2026-12-24T00:00:00.000Z');
    const compiled = registry.compile().priceOverrides as { id: string; until?: string }[];
    expect(compiled.find(({ id }) => id === all.id)?.until).toBe('2026-12-24T00:00:00.000Z');
  });
});

describe('exchange rates', () => {
  const rate = { base: 'EUR', quote: 'USD', rate: '1.0850', from: '2026-11-02T00:00:00Z', source: 'ECB' };

  it('are never changed: a later one of the same instant counts, the same one is not kept twice', async () => {
    await registry.exchangeRates.create(rate, by);
    expect(await registry.exchangeRates.import([rate, { ...rate, quote: 'GBP', rate: '0.84' }], by)).toEqual({
      added: 1,
      unchanged: 1,
    });
    clock.advance(1_000);
    await registry.exchangeRates.create({ ...rate, rate: '1.09' }, by);
    const among = await registry.exchangeRates.among(['EUR', 'USD']);
    expect(among.filter(({ quote }) => quote === 'USD').map((one) => one.rate)).toEqual(['1.085', '1.09']);
    expect((await registry.exchangeRates.list({ base: 'EUR', quote: 'GBP' })).data).toHaveLength(1);
    const long = await failure(registry.exchangeRates.create({ ...rate, rate: '1.1234567890123' }, by));
    expect(long.field).toBe('rate');
  });
});

describe('agreements', () => {
  const written = createAgreement.parse({
    id: 'openai-2026',
    name: 'OpenAI 2026',
    kind: 'commitment',
    provider: 'openai',
    models: ['gpt-4*'],
    currency: 'USD',
    from: '2026-01-01T00:00:00Z',
    source: 'contract 4711',
    terms: { amount: '10000', discount_percent: '15' },
  });

  it('are kept as they were written and end from now on', async () => {
    const made = await registry.agreements.create(written, by);
    expect(made).toMatchObject({ id: 'openai-2026', models: ['gpt-4*'], terms: { period: 'month' } });
    expect((await failure(registry.agreements.create(written, by))).code).toBe('conflict');
    const past = await failure(registry.agreements.end('openai-2026', { at: '2026-06-01T00:00:00Z' }, by));
    expect(past).toMatchObject({ code: 'invalid_argument', field: 'at' });
    await registry.agreements.end('openai-2026', {}, by);
    const next = { since: new Date('2027-01-01'), until: new Date('2027-02-01') };
    expect(await registry.agreements.within(next.since, next.until)).toEqual([]);
    expect(await registry.agreements.within(new Date('2026-02-01'), next.until)).toHaveLength(1);
    expect((await registry.agreements.list({})).data[0]?.ended_at).toBe(new Date(clock.now()).toISOString());
  });

  it('never held when they are taken back', async () => {
    await registry.agreements.create({ ...written, id: 'typed-wrong', from: '2026-03-10T00:00:00Z' }, by);
    await registry.agreements.void('typed-wrong', { reason: 'wrong start' }, by);
    const held = await registry.agreements.within(new Date('2026-01-01'), new Date('2027-01-01'));
    expect(held.map(({ id }) => id)).not.toContain('typed-wrong');
    const [entry] = (await registry.audit.list({ subject: 'agreement/typed-wrong' })).data;
    expect(entry).toMatchObject({ action: 'agreement.void', after: { reason: 'wrong start' } });
  });
});
