import { model, modelDetail } from '@weir/core/contract';
import { createPriceBook } from '@weir/core/pricing';
import { describe, expect, it } from 'vitest';
import { loadCatalog } from '../../platform/catalog.ts';
import { testClock } from '../../registry/testing.ts';
import { createModelDirectory } from './directory.ts';

const catalog = loadCatalog({ env: {} });
const book = createPriceBook(catalog.list, catalog.units, { catalog: catalog.overrides });
const provider = {
  id: 'my-openai',
  dialect: 'openai' as const,
  baseUrl: 'https://api.openai.com/v1',
  priceProvider: 'openai',
  sandbox: false,
  configured: true,
  models: [],
  noStreamOptions: false,
  platform: 'direct' as const,
  settings: {},
};
const models = createModelDirectory({
  list: catalog.list,
  facts: catalog.models,
  priceBook: () => book,
  providers: () => ({ 'my-openai': provider }),
  clock: testClock(),
});

describe('the models', () => {
  it('are all there, each once, page by page', () => {
    const seen: string[] = [];
    let cursor: string | undefined;
    do {
      const page = models.list({ limit: 500, cursor });
      for (const one of page.data) model.parse(one);
      seen.push(...page.data.map((one) => `${one.provider} ${one.model}`));
      cursor = page.next_cursor ?? undefined;
    } while (cursor !== undefined);
    expect(new Set(seen).size).toBe(seen.length);
    expect(seen).toEqual([...seen].sort());
    const listed = catalog.list.providers.flatMap(({ models: of }) => of).length;
    expect(seen.length).toBeGreaterThanOrEqual(listed);
  });

  it('are found by provider, tier, capability, part of the name, and whether they can be called', () => {
    const small = models.list({
      provider: 'openai',
      tier: 'small',
      capabilities: ['tools'],
      limit: 500,
    }).data;
    expect(small.length).toBeGreaterThan(0);
    for (const one of small) {
      expect(one).toMatchObject({ provider: 'openai', tier: 'small', available_from: ['my-openai'] });
      expect(one.capabilities).toContain('tools');
    }
    const named = models.list({ search: 'CLAUDE-SONNET', limit: 500 }).data;
    expect(named.length).toBeGreaterThan(0);
    expect(named.every((one) => /claude-sonnet/i.test(`${one.model} ${one.name ?? ''}`))).toBe(true);
    const available = models.list({ available: true, limit: 500 }).data;
    expect(new Set(available.map((one) => one.provider))).toEqual(new Set(['openai']));
    expect(() => models.list({ cursor: 'zzz' })).toThrow('cursor');
  });

  it('have their price, and every one before it', () => {
    const found = modelDetail.parse(models.show('openai', 'gpt-4o'));
    expect(found).toMatchObject({ provider: 'openai', model: 'gpt-4o', priced: true, currency: 'USD' });
    expect(found.rates.find(({ unit }) => unit === 'input_tokens')).toMatchObject({
      list: '2.5',
      per: 1_000_000,
    });
    expect(found.price.rates).toEqual(found.rates);
    expect(found.history.length).toBeGreaterThan(0);
    expect(models.show('openai', 'gpt-4o-2024-11-20')?.model).toBe('gpt-4o');
    expect(models.show('openai', 'nothing-like-it')).toBeUndefined();
    expect(models.show('nobody', 'x')).toBeUndefined();
  });
});
