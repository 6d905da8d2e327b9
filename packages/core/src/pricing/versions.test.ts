import { describe, expect, it } from 'vitest';
import { catalogOverrides, units } from './catalog.fixture.ts';
import { findPriceConflicts } from './conflicts.ts';
import { createPriceBook } from './create-book.ts';
import { diffLists } from './diff-lists.ts';
import type { ListModel, ListPrice, PriceList } from './list.ts';
import { parseOverrides } from './overrides.ts';
import { rateUsage } from './rate.ts';
import { parsePriceRef } from './ref.ts';

const model = (id: string, ...prices: ListPrice[]): ListModel => ({ id, match: { equals: id }, prices });
const flat = (input: string, output: string, from?: string): ListPrice => ({
  rates: { input_mtok: input, output_mtok: output },
  ...(from === undefined ? {} : { start_date: from }),
});
const listOf = (version: string, ...models: ListModel[]): PriceList => ({
  source: { package: 'prices', version, licence: 'MIT' },
  providers: [{ id: 'acme', models }],
});
const on = (day: string) => Date.parse(`${day}T00:00:00Z`);

const first = listOf('1.0', model('small', flat('1', '2')), model('gone', flat('9', '9')));
const second = listOf('1.1', model('small', flat('3', '4')), model('new', flat('5', '6')));
const versions = [
  { from: on('2026-06-01'), list: second, version: '1.1' },
  { from: undefined, list: first, version: '1.0' },
];

describe('a book of several list versions', () => {
  const book = createPriceBook(versions, units);
  const told = (name: string, day: string) => {
    const price = book.resolveOrFallback({ provider: 'acme', model: name, at: on(day) });
    return [rateUsage({ input_tokens: 1_000_000, output_tokens: 0 }, price).total.toString(), price.ref];
  };

  it('prices an instant by the list in force then, and names it', () => {
    expect(told('small', '2026-05-31')).toEqual(['1', 'list:acme/small@undated~1.0']);
    expect(told('small', '2026-06-01')).toEqual(['3', 'list:acme/small@undated~1.1']);
  });

  it('takes a price that was found late for its day, too', () => {
    expect(told('new', '2026-01-01')).toEqual(['5', 'list:acme/new@undated~1.1']);
  });

  it('no longer knows what a list has dropped', () => {
    expect(told('gone', '2026-05-31')[0]).toBe('9');
    expect(told('gone', '2026-06-01')[1]).toBe('fallback:acme/new');
  });

  it('tells the history of the newest list', () => {
    expect(book.priceHistory('acme', 'small').map(({ ref }) => ref)).toEqual(['list:acme/small@undated~1.1']);
  });

  it('needs a list, and one per instant', () => {
    expect(() => createPriceBook([], units)).toThrow('at least one price list');
    const twice = [...versions, { from: on('2026-06-01'), list: first, version: '1.2' }];
    expect(() => createPriceBook(twice, units)).toThrow(
      'Two price lists are in force since 2026-06-01T00:00:00.000Z.',
    );
  });
});

describe('the difference of two lists', () => {
  it('names every rate that changes, by how much and from when', () => {
    const before = listOf(
      '1',
      model('a', flat('2.50', '10')),
      model('b', flat('1', '1'), flat('2', '2', '2026-01-01')),
      model('c', { rates: { input_mtok: { base: '1', tiers: [{ start: 200_000, price: '2' }] } } }),
      model('gone', flat('1', '0')),
    );
    const after = listOf(
      '2',
      model('a', flat('2.5', '8')),
      model('b', flat('1', '1'), flat('2', '2', '2026-01-01'), flat('3', '2', '2026-07-01')),
      model('c', { rates: { input_mtok: { base: '1.5', tiers: [{ start: 200_000, price: '2' }] } } }),
    );
    const told = diffLists(before, after, units).map(
      ({ model: name, unit, change, from, before: was, after: is, percent }) =>
        [name, unit, change, from, was, is, percent?.toString()].map((value) => value ?? '-').join(' | '),
    );
    expect(told).toEqual([
      'a | output_tokens | lowered | - | 10 | 8 | -20',
      'b | input_tokens | added | 2026-07-01 | - | 3 | -',
      'b | output_tokens | added | 2026-07-01 | - | 2 | -',
      'c | input_tokens | raised | - | 1, above 200000: 2 | 1.5, above 200000: 2 | 50',
      'gone | input_tokens | removed | - | 1 | - | -',
      'gone | output_tokens | removed | - | 0 | - | -',
    ]);
  });

  it.each([
    ['1', { base: '1', tiers: [{ start: 10, price: '2' }] }, 'raised'],
    [{ base: '1', tiers: [{ start: 10, price: '2' }] }, '1', 'lowered'],
    [{ base: '1', tiers: [{ start: 10, price: '3' }] }, '2', 'changed'],
    ['0', '1', 'raised'],
  ])('from %j to %j is %s', (was, is, expected) => {
    const [of, to] = [was, is].map((rate) => listOf('1', model('a', { rates: { input_mtok: rate } })));
    expect(diffLists(of as PriceList, to as PriceList, units).map(({ change }) => change)).toEqual([
      expected,
    ]);
  });
});

describe('prices that contradict each other', () => {
  const conflicts = (overrides: Record<string, unknown>[], list = first) =>
    findPriceConflicts(list, {
      organization: parseOverrides(
        overrides.map((one, index) => ({ id: `o${index}`, provider: 'acme', source: 'x', ...one })),
        units,
      ),
    });

  it('are not in what is shipped', async () => {
    const { list } = await import('./catalog.fixture.ts');
    const found = findPriceConflicts(list, { catalog: catalogOverrides });
    expect(found.filter(({ kind }) => kind === 'overlap')).toEqual([]);
  });

  it.each([
    ['two from the same day', [{ discount_percent: '5' }, { discount_percent: '6' }], 1],
    ['two that say the same', [{ discount_percent: '5' }, { discount_percent: '5' }], 0],
    [
      'one that is superseded',
      [
        { discount_percent: '5', from: '2026-01-01' },
        { discount_percent: '6', from: '2026-02-01' },
      ],
      0,
    ],
    [
      'one that begins before the other ends',
      [
        { discount_percent: '5', from: '2026-01-01', until: '2026-03-01' },
        { discount_percent: '6', from: '2026-02-01' },
      ],
      1,
    ],
    ['a discount and rates', [{ discount_percent: '5' }, { rates: { input_tokens: '1' } }], 0],
    ['rates of other units', [{ rates: { output_tokens: '1' } }, { rates: { input_tokens: '1' } }], 0],
    [
      'other services and regions',
      [{ multiplier: '1' }, { multiplier: '2', tier: 'batch' }, { multiplier: '3', region: 'eu' }],
      0,
    ],
    [
      'discounts of other units',
      [
        { discount_percent: '5', units: ['input_tokens'] },
        { discount_percent: '6', units: ['output_tokens'] },
      ],
      0,
    ],
  ])('%s: %#', (_, overrides, expected) => {
    expect(conflicts(overrides)).toHaveLength(expected);
  });

  it('are told with what is applied, of which units and when', () => {
    const [found] = conflicts([
      { rates: { input_tokens: '1', output_tokens: '2' }, from: '2026-01-01', until: '2026-04-01' },
      { rates: { input_tokens: '1', output_tokens: '3' }, from: '2026-02-01', until: '2026-03-01' },
    ]);
    expect(found).toEqual({
      kind: 'overlap',
      provider: 'acme',
      model: '*',
      between: ['o0', 'o1'],
      units: ['output_tokens'],
      from: on('2026-02-01'),
      until: on('2026-03-01'),
      message: 'o0 and o1 say something different about acme/* at the same time; o1 is applied.',
    });
  });

  it('are found in a list', () => {
    const muddled = listOf(
      '1',
      model('twice', flat('1', '1'), flat('2', '2', '2026-01-01'), flat('3', '3', '2026-01-01')),
      model('late', flat('1', '1'), flat('2', '2', '2026-02-01'), flat('3', '3', '2026-01-01')),
    );
    expect(conflicts([], muddled).map(({ kind, model: name, between }) => [kind, name, ...between])).toEqual([
      ['same_day', 'twice', '2026-01-01', '2026-01-01'],
      ['out_of_order', 'late', '2026-02-01', '2026-01-01'],
    ]);
  });
});

describe('a price reference', () => {
  it('holds a version whatever it is called', () => {
    const version = '@acme/prices@1.1 + hotfix~2';
    const book = createPriceBook(first, units, { version });
    const price = book.resolveOrFallback({ provider: 'acme', model: 'small', at: 0 });
    expect(price.ref).toBe('list:acme/small@undated~acme-prices-1.1-hotfix-2');
    expect(parsePriceRef(price.ref)).toMatchObject({ model: 'small', version: 'acme-prices-1.1-hotfix-2' });
  });

  it.each([
    ['list:openai/o3@2025-06-10', { kind: 'list', provider: 'openai', model: 'o3', from: '2025-06-10' }],
    [
      'list:huggingface/meta/llama@4@undated~0.1.8+batch',
      { kind: 'list', provider: 'huggingface', model: 'meta/llama@4', version: '0.1.8', tier: 'batch' },
    ],
    ['catalog:tts+region:eu*+flex', { kind: 'catalog', id: 'tts', tier: 'flex', region: 'eu*' }],
    ['org:deal-2026', { kind: 'org', id: 'deal-2026' }],
    ['fallback:openai/o1-pro', { kind: 'fallback', provider: 'openai', model: 'o1-pro' }],
    ['statement:x', { kind: 'other' }],
    ['', { kind: 'other' }],
  ])('%s is read', (ref, expected) => {
    expect(parsePriceRef(ref)).toEqual(expected);
  });
});
