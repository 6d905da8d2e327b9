import type { ModelDetail } from '@weir/core/contract';
import { describe, expect, it } from 'vitest';
import { historyCsv, priceSeries } from './prepare.ts';
import { readModelsSearch } from './search.ts';

const rates = (input: string, output: string) => [
  { unit: 'input_tokens', per: 1_000_000, list: input, contracted: input },
  { unit: 'output_tokens', per: 1_000_000, list: output, contracted: output },
  { unit: 'web_searches', per: 1_000, list: '10', contracted: '10' },
];
const detail = (history: ModelDetail['history']): ModelDetail => ({
  provider: 'openai',
  model: 'o3',
  deprecated: false,
  priced: true,
  currency: 'USD',
  rates: [],
  available_from: [],
  at: '2026-11-01T00:00:00Z',
  price: {
    provider: 'openai',
    model: 'o3',
    at: '2026-11-01T00:00:00Z',
    ref: 'list:openai/o3@2025-06-10',
    currency: 'USD',
    priced: true,
    rates: [],
  },
  history,
});
const OLD = { ref: 'list:openai/o3@undated', rates: rates('10', '40') };
const NEW = { ref: 'list:openai/o3@2025-06-10', from: '2025-06-10', rates: rates('2', '8') };

describe('the price of a model over time', () => {
  it('steps where a new price begins and holds until now, in units of a million tokens', () => {
    const prepared = priceSeries(detail([OLD, NEW]));
    expect(prepared?.set.series.map(({ label, values }) => [label, values])).toEqual([
      ['Input tokens', ['10', '2', '2']],
      ['Output tokens', ['40', '8', '8']],
    ]);
    const [before = 0, change, now] = prepared?.set.buckets ?? [];
    expect(change).toBe(Date.parse('2025-06-10'));
    expect(now).toBe(Date.parse('2026-11-01'));
    expect(before).toBeLessThan(Date.parse('2025-06-10'));
    expect(prepared?.isOpen).toBe(true);
  });

  it('is nothing to draw with one price, or when others hold only at night', () => {
    expect(priceSeries(detail([OLD]))).toBeUndefined();
    const night = { ...OLD, time_of_day: { start: '00:30:00Z', end: '16:30:00Z' } };
    expect(priceSeries(detail([OLD, night]))).toBeUndefined();
    expect(priceSeries(detail([OLD, night, NEW]))?.hasWindows).toBe(true);
  });

  it('downloads every price with its unit and its steps', () => {
    const [input] = rates('2', '8');
    const tiered = {
      ...NEW,
      rates:
        input === undefined ? [] : [{ ...input, tiers: [{ start: 200_000, list: '4', contracted: '4' }] }],
    };
    expect(historyCsv(detail([tiered])).split('\r\n')).toEqual([
      'provider,model,from,daily_from,daily_until,unit,per,above_input_tokens,list_price,currency',
      'openai,o3,2025-06-10,,,input_tokens,1000000,0,2,USD',
      'openai,o3,2025-06-10,,,input_tokens,1000000,200000,4,USD',
      '',
    ]);
  });
});

describe('the address of the catalog', () => {
  it('keeps what it understands', () => {
    expect(
      readModelsSearch({ capability: ['vision', 'magic', 'tools'], tier: 'huge', available: 'true' }),
    ).toEqual({
      capability: ['tools', 'vision'],
      available: 'true',
    });
  });
});
