import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { loadCatalog } from '../../platform/catalog.ts';
import { contentDigest } from '../../platform/content-digest.ts';
import { silentLogger } from '../../platform/log.ts';
import { openRegistry, type Registry } from '../../registry/registry.ts';
import { emptyDatabaseFile, testClock, testOptions } from '../../registry/testing.ts';
import { historyOf } from './history.ts';
import { PriceListKeeper } from './list-keeper.ts';
import { createPriceBooks } from './price-books.ts';
import { servePriceLists } from './serve-lists.ts';
import { PriceListShelf } from './shelf.ts';

const catalog = loadCatalog();
const clock = testClock('2026-11-22T10:00:00.000Z');
const DECEMBER = '2026-12-01T00:00:00.000Z';
const by = { actor: 'ann' };
const prices = createPriceBooks(catalog);
let registry: Registry;
let directory: string;

beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), 'weir-prices-'));
  const template = new Blob([readFileSync(await emptyDatabaseFile())], { type: 'application/x-gzip' });
  registry = await openRegistry(testOptions(clock, { ...prices.checks, template }));
  await prices.follow(registry, 'review', silentLogger);
});
afterAll(async () => {
  await registry.close();
  rmSync(directory, { recursive: true });
});

/** The bundled list with gpt-4o at 3 instead of 2.50, without o1, and with a model that nobody knew. */
function newerList() {
  const list = structuredClone(catalog.list) as unknown as {
    source: { version: string };
    providers: { id: string; models: { id: string; match: unknown; prices: { rates: unknown }[] }[] }[];
  };
  list.source.version = '9.9.9';
  const openai = list.providers.find(({ id }) => id === 'openai') ?? expect.fail('no openai');
  for (const model of openai.models) {
    if (model.id === 'gpt-4o') model.prices = [{ rates: { input_mtok: '3', output_mtok: '10' } }];
  }
  openai.models = openai.models.filter(({ id }) => id !== 'o1');
  openai.models.unshift({
    id: 'gpt-99',
    match: { equals: 'gpt-99' },
    prices: [{ rates: { input_mtok: '7', output_mtok: '8' } }],
  });
  return list as unknown as object;
}

const rateAt = (at: string, model = 'gpt-4o') => {
  const price = prices.book().resolveOrFallback({ provider: 'openai', model, at: Date.parse(at) });
  return [price.rates.find(({ unit }) => unit === 'input_tokens')?.list.toString(), price.ref, price.priced];
};

describe('price lists in force', () => {
  it('price by the list of the instant, once somebody approved it', async () => {
    expect(rateAt('2026-12-24T00:00:00Z')).toEqual(['2.5', 'list:openai/gpt-4o@undated', true]);
    const made = await registry.priceLists.propose({ content: newerList(), source: 'list.json' }, by);
    expect(made.changes).toMatchObject({ added: 1, removed: 1 });
    const changed = made.diff.find(({ model }) => model === 'gpt-4o');
    expect(changed?.rates).toContainEqual({
      unit: 'input_tokens',
      before: '2.5',
      after: '3',
      percent: '20',
    });
    expect(rateAt('2026-12-24T00:00:00Z')[0]).toBe('2.5');
    await registry.priceLists.approve(made.id, { from: DECEMBER }, by);
    expect(rateAt('2026-12-24T00:00:00Z')).toEqual(['3', 'list:openai/gpt-4o@undated~9.9.9', true]);
    expect(rateAt('2026-11-30T23:59:59Z')).toEqual(['2.5', 'list:openai/gpt-4o@undated', true]);
    // found late, but the price of its day all the same
    expect(rateAt('2026-11-30T00:00:00Z', 'gpt-99')).toEqual(['7', 'list:openai/gpt-99@undated~9.9.9', true]);
  });

  it('refuse what is no list, and an override that only one of them can take', async () => {
    const broken = { content: { source: {}, providers: [] }, source: 'x' };
    await expect(registry.priceLists.propose(broken, by)).rejects.toMatchObject({ code: 'config_invalid' });
    const rates = { output_audio_reasoning_tokens: '1' };
    const bad = { provider: 'openai', model: 'gpt-4o', source: 'x', rates };
    await expect(registry.priceOverrides.create(bad, by)).rejects.toMatchObject({ code: 'config_invalid' });
  });

  it('tell what applied when, overrides too', async () => {
    await registry.priceOverrides.create(
      {
        provider: 'openai',
        model: 'gpt-4o',
        source: 'c',
        discount_percent: '10',
        from: '2026-12-10T00:00:00Z',
      },
      by,
    );
    const overrides = await registry.priceOverrides.list({ provider: 'openai', model: 'gpt-4o' });
    const history = historyOf({
      provider: 'openai',
      model: 'gpt-4o',
      since: new Date('2026-11-01T00:00:00Z'),
      until: new Date('2027-01-01T00:00:00Z'),
      books: prices.books(),
      overrides: overrides.data,
      catalog: catalog.overrides,
    });
    expect(
      history.steps.map(({ from, rates }) => [from.slice(0, 10), rates[0]?.list, rates[0]?.contracted]),
    ).toEqual([
      ['2026-11-01', '2.5', '2.5'],
      ['2026-12-01', '3', '3'],
      ['2026-12-10', '3', '2.7'],
    ]);
    expect(history.steps.map(({ from }) => from).slice(1)).toEqual(
      history.steps.map(({ until }) => until).slice(0, -1),
    );
  });

  it('reach a gateway by their digest: over the channel, and from its disk when control is away', async () => {
    let answer: ((payload: unknown) => unknown) | undefined;
    servePriceLists(registry, {
      handle(_, handler) {
        answer = handler as typeof answer;
      },
    });
    const request = vi.fn(async (_: string, payload: unknown) => answer?.(payload));
    const rules = registry.compile();
    const shelf = new PriceListShelf(catalog);
    const december = { provider: 'openai', model: 'o3', at: Date.parse(DECEMBER) };
    expect(shelf.missing(rules)).toHaveLength(1);
    expect(shelf.book(rules).resolve(december)?.ref).not.toContain('9.9.9');
    await new Promise<void>((resolve) =>
      new PriceListKeeper(shelf, directory, { request }, silentLogger).bring(rules, resolve),
    );
    expect(shelf.book(rules).resolve(december)?.ref).toContain('~9.9.9');

    const restarted = new PriceListShelf(catalog);
    const away = { request: vi.fn(async () => new Promise(() => {})) };
    new PriceListKeeper(restarted, directory, away, silentLogger).bring(rules, () => {});
    expect(restarted.missing(rules)).toEqual([]);
    expect(away.request).not.toHaveBeenCalled();

    const [file = ''] = readdirSync(directory);
    writeFileSync(join(directory, file), JSON.stringify(catalog.list));
    const forged = new PriceListShelf(catalog);
    new PriceListKeeper(forged, directory, away, silentLogger).readFrom(rules);
    expect(forged.missing(rules)).toHaveLength(1);
    expect(contentDigest(catalog.list)).toBe(forged.bundled);
  });
});
