import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { book, catalogOverrides, list, NOVEMBER_2026, units } from './catalog.fixture.ts';
import { createPriceBook } from './create-book.ts';
import { parseOverrides } from './overrides.ts';
import { rateUsage } from './rate.ts';
import type { PriceBook, PriceQuery } from './types.ts';

const GPT_4O: PriceQuery = { provider: 'openai', model: 'gpt-4o', at: NOVEMBER_2026 };
const MILLION = { input_tokens: 1_000_000, output_tokens: 1_000_000 };

function contracts(...overrides: object[]): PriceBook {
  const organization = parseOverrides(
    overrides.map((override) => ({ source: 'contract 7', ...override })),
    units,
  );
  return createPriceBook(list, units, { catalog: catalogOverrides, organization });
}

function cost(of: PriceBook, query: PriceQuery, usage = MILLION): [string, string, string] {
  const { lines, total, price } = rateUsage(usage, of.resolveOrFallback(query));
  const listed = lines.reduce((sum, line) => sum.add(line.listCost), total.subtract(total));
  return [listed.toString(), total.toString(), price.ref];
}

describe('an unknown model', () => {
  it('is charged at the highest price of its provider, marked, never zero', () => {
    const priced = rateUsage(MILLION, book.resolveOrFallback({ ...GPT_4O, model: 'gpt-99' }));
    expect(priced.price.priced).toBe(false);
    expect(priced.price.ref).toBe('fallback:openai/o1-pro');
    // o1-pro: 150 and 600
    expect(priced.total.toString()).toBe('750');
  });

  it('is charged at the highest price of all where the provider is unknown, too', () => {
    const { price, total } = rateUsage(
      MILLION,
      book.resolveOrFallback({ ...GPT_4O, provider: 'acme', model: 'x' }),
    );
    expect(price.priced).toBe(false);
    expect(price.ref).toMatch(/^fallback:/);
    expect(
      total.compare(rateUsage(MILLION, book.resolveOrFallback({ ...GPT_4O, model: 'o1-pro' })).total),
    ).toBeGreaterThanOrEqual(0);
  });

  it('costs something whatever was used, at any time, of any provider', () => {
    const used = units.all.filter(({ id }) => id !== 'requests').map(({ id }) => id);
    const nobodyPrices = new Set(used);
    for (const { prices } of list.providers.flatMap(({ models }) => models)) {
      for (const key of prices.flatMap(({ rates }) => Object.keys(rates))) {
        const unit = units.forPriceKey(key)?.id ?? '';
        for (const id of used) if (id === unit || units.isPartOf(id, unit)) nobodyPrices.delete(id);
      }
    }
    const providers = [...list.providers.map(({ id }) => id), 'acme'];
    fc.assert(
      fc.property(
        fc.constantFrom(...providers),
        fc.constantFrom(...used.filter((id) => !nobodyPrices.has(id))),
        fc.integer({ min: Date.parse('2020-01-01'), max: Date.parse('2030-01-01') }),
        (provider, unit, at) => {
          const wholes = [unit, ...units.ancestorsOf(unit)].map((id) => [id, 5]);
          const price = book.resolveOrFallback({ provider, model: 'no-such-model-zz', at });
          const priced = rateUsage(Object.fromEntries(wholes), price);
          expect(priced.total.isZero, `${provider} ${unit} ${price.ref}`).toBe(price.priced);
        },
      ),
      { numRuns: 2_000 },
    );
  });
});

describe('a contract', () => {
  it('fixes rates between two dates; the list stays as it is', () => {
    const mine = contracts({
      id: 'acme-2026',
      provider: 'openai',
      model: 'gpt-4o',
      from: '2026-01-01',
      until: '2027-01-01',
      rates: { input_tokens: '2', output_tokens: { base: '8', tiers: [{ start: 500_000, price: '6' }] } },
    });
    expect(cost(mine, GPT_4O)).toEqual(['12.5', '8', 'org:acme-2026']);
    expect(cost(mine, { ...GPT_4O, model: 'gpt-4o-2024-11-20' })).toEqual(['12.5', '8', 'org:acme-2026']);
    expect(cost(mine, { ...GPT_4O, at: Date.parse('2025-12-31T23:59:59Z') })[2]).toBe(
      'list:openai/gpt-4o@undated',
    );
    expect(cost(mine, { ...GPT_4O, at: Date.parse('2027-01-01') })[1]).toBe('12.5');
    expect(cost(mine, { ...GPT_4O, tier: 'batch' })).toEqual([
      '6.25',
      '6.25',
      'list:openai/gpt-4o@undated+batch',
    ]);
    expect(cost(mine, { ...GPT_4O, model: 'gpt-4o-mini' })[2]).toBe('list:openai/gpt-4o-mini@undated');
  });

  it('takes a percentage off the list, of a batch, too', () => {
    const mine = contracts({ id: 'ten-off', provider: 'openai', discount_percent: '10.5' });
    expect(cost(mine, GPT_4O)).toEqual(['12.5', '11.1875', 'org:ten-off']);
    expect(cost(mine, { ...GPT_4O, tier: 'batch' })).toEqual(['6.25', '5.59375', 'org:ten-off']);
    expect(cost(mine, { ...GPT_4O, provider: 'anthropic', model: 'claude-haiku-4-5' })[2]).toBe(
      'list:anthropic/claude-haiku-4-5@undated',
    );
  });

  it('applies the most exact of several, and a fixed rate before a discount', () => {
    const mine = contracts(
      { id: 'all', provider: 'openai', discount_percent: '10' },
      { id: 'family', provider: 'openai', model: 'gpt-4o*', discount_percent: '20' },
      { id: 'one', provider: 'openai', model: 'gpt-4o', rates: { output_tokens: '5' } },
    );
    // input 2.50 less 20%, output fixed
    expect(cost(mine, GPT_4O)).toEqual(['12.5', '7', 'org:one']);
    expect(cost(mine, { ...GPT_4O, model: 'gpt-4o-mini' })).toEqual(['0.75', '0.6', 'org:family']);
    expect(cost(mine, { ...GPT_4O, model: 'gpt-4.1' })).toEqual(['10', '9', 'org:all']);
  });

  it('prices a model the list does not know', () => {
    const mine = contracts({
      id: 'own-server',
      provider: 'vllm',
      model: 'llama-*',
      rates: { input_tokens: '0.05', output_tokens: '0.2' },
    });
    const query = { provider: 'vllm', model: 'llama-4-maverick', at: NOVEMBER_2026 };
    expect(cost(mine, query)).toEqual(['0.25', '0.25', 'org:own-server']);
    expect(mine.resolve(query)?.priced).toBe(true);
    expect(cost(mine, { ...query, tier: 'batch' })).toEqual(['0.25', '0.25', 'org:own-server']);
    expect(mine.resolve({ ...query, model: 'qwen' })).toBeUndefined();
  });

  it('is not named where it changes nothing', () => {
    const mine = contracts({
      id: 'searches',
      provider: 'openai',
      discount_percent: '50',
      units: ['web_searches'],
    });
    expect(cost(mine, { ...GPT_4O, model: 'gpt-4.1-nano' })[2]).toBe('list:openai/gpt-4.1-nano@undated');
    const batch = { provider: 'openai', model: 'whisper-1', at: NOVEMBER_2026, tier: 'batch' } as const;
    expect(mine.resolve(batch)?.ref).toBe('list:openai/whisper-1@undated');
  });

  it('is refused at once, with the reason, when it leaves a price that cannot be applied', () => {
    const rates = { output_audio_reasoning_tokens: '1' };
    expect(() => contracts({ id: 'bad', provider: 'openai', model: 'gpt-4o', rates })).toThrow(
      /Price override bad for gpt-4o: .*has none/,
    );
  });

  it.each([
    [{ provider: 'openai', discount_percent: '10' }, 'id is missing'],
    [{ id: 'a', discount_percent: '10' }, 'a: provider is missing'],
    [{ id: 'a', provider: 'openai' }, 'must be given'],
    [{ id: 'a', provider: 'openai', discount_percent: '10', multiplier: '2' }, 'only one of them'],
    [{ id: 'a', provider: 'openai', discount_percent: 10 }, 'a: discount_percent must be a decimal text'],
    [{ id: 'a', provider: 'openai', discount_percent: '101' }, 'at most 100'],
    [{ id: 'a', provider: 'openai', rates: { tokens: '1' } }, 'a: rates.tokens is not a unit'],
    [{ id: 'a', provider: 'openai', rates: { input_tokens: '-1' } }, 'a: rates.input_tokens must be'],
    [{ id: 'a', provider: 'openai', rates: {} }, 'a: rates must map'],
    [{ id: 'a', provider: 'openai', multiplier: '1', from: 'May' }, 'a: from must be a date'],
    [{ id: 'a', provider: 'openai', multiplier: '1', from: '2026-02-01', until: '2026-01-01' }, 'after from'],
    [{ id: 'a', provider: 'openai', multiplier: '1', tier: 'slow' }, 'a: tier must be'],
    [{ id: 'a', provider: 'openai', multiplier: '1', units: ['family:x'] }, 'a: units names'],
    [{ id: 'a', provider: 'openai', multiplier: '1', price: 3 }, 'a: price is not a field'],
  ])('written as %j is refused: %s', (override, reason) => {
    expect(() => contracts(override)).toThrow(reason);
  });
});

describe('a correction in the catalog', () => {
  it('replaces the list price between its dates, of a batch, too', () => {
    const correction = parseOverrides(
      [
        {
          id: 'gpt-4o-2024',
          provider: 'openai',
          model: 'gpt-4o',
          from: '2024-05-13',
          until: '2024-10-02',
          rates: { input_tokens: '5', cache_read_tokens: '2.5', output_tokens: '15' },
          source: 'price page of the day',
        },
      ],
      units,
    );
    const corrected = createPriceBook(list, units, { catalog: [...catalogOverrides, ...correction] });
    const then = { ...GPT_4O, at: Date.parse('2024-10-01T23:59:59Z') };
    expect(cost(corrected, then)).toEqual(['20', '20', 'catalog:gpt-4o-2024']);
    expect(cost(corrected, { ...then, tier: 'batch' })).toEqual(['10', '10', 'catalog:gpt-4o-2024+batch']);
    expect(cost(corrected, { ...then, at: Date.parse('2024-10-02') })[2]).toBe('list:openai/gpt-4o@undated');
    expect(corrected.resolve(then)?.effectiveFrom).toBe('2024-05-13');
  });
});

describe('prices over time', () => {
  it('tells every dated price of a model, oldest first', () => {
    const history = book.priceHistory('openai', 'o3');
    expect(history.map(({ ref, from }) => [ref, from])).toEqual([
      ['list:openai/o3@undated', undefined],
      ['list:openai/o3@2025-06-10', '2025-06-10'],
    ]);
    expect(history.map(({ rates }) => rates[0]?.list.toString())).toEqual(['10', '2']);
    expect(book.priceHistory('openai', 'gpt-99')).toEqual([]);
  });

  it('never changes for a past instant, whatever was asked before', () => {
    const queries = ['o3', 'gpt-4o', 'gpt-99'].flatMap((model) =>
      ['2024-01-01', '2025-06-10', '2026-11-01'].map((day) => ({
        provider: 'openai',
        model,
        at: Date.parse(day),
      })),
    );
    const first = queries.map((query) => cost(book, query));
    for (let index = 0; index < 10_000; index++) {
      book.resolveOrFallback({ provider: 'openai', model: `made-up-${index}`, at: NOVEMBER_2026 });
    }
    expect(queries.map((query) => cost(book, query))).toEqual(first);
  });
});
