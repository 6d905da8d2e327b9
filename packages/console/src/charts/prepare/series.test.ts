import type { CostReport, CostRow } from '@weir/core/contract';
import { Decimal } from '@weir/core/money';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sumMoney } from '../../format/money.ts';
import { bucketStarts } from './buckets.ts';
import { formatTick } from './measures.ts';
import { colourSlots, prepareSeries, REST, seriesTerms } from './series.ts';

const NOTHING = {
  calls: 1,
  loaded_cost: '0',
  list_cost: '0',
  estimated_cost: '0',
  unpriced_cost: '0',
  attributed_cost: '0',
  input_tokens: 0,
  output_tokens: 0,
  cache_read_tokens: 0,
  cache_write_tokens: 0,
  cache_hits: 0,
  cache_lookups: 0,
  avoided_cost: '0',
  prompt_cache_saving: '0',
  evaluation_calls: 0,
  evaluation_cost: '0',
  errors: 0,
};
const row = (team: string, bucket: string, cost: string, more: Partial<CostRow> = {}): CostRow => ({
  ...NOTHING,
  group: { team },
  bucket,
  cost,
  ...more,
});
const report = (rows: CostRow[], more: Partial<CostReport> = {}): CostReport => ({
  by: ['team'],
  since: '2026-11-01T00:00:00Z',
  until: '2026-11-04T00:00:00Z',
  interval: 'day',
  currency: 'USD',
  rows,
  total: { ...NOTHING, cost: '0' },
  answered_from: 'rollup',
  ...more,
});
const TEXTS = { none: '(none)', rest: 'rest' };
const D1 = '2026-11-01T00:00:00Z';
const D3 = '2026-11-03T00:00:00Z';

describe('series of a report', () => {
  it('put the dearest first and fill days without calls with zero', () => {
    const { series, buckets, total } = prepareSeries(
      report([row('a', D1, '0.1'), row('b', D1, '5'), row('a', D3, '0.2')]),
      'cost',
      'UTC',
      TEXTS,
    );
    expect(buckets).toHaveLength(3);
    expect(series.map(({ label, values, total: sum }) => [label, values, sum])).toEqual([
      ['b', ['5', '0', '0'], '5'],
      ['a', ['0.1', '0', '0.2'], '0.3'],
    ]);
    expect(total).toBe('5.3');
  });

  it('name what has no value, and join two dimensions', () => {
    const two = report([row('', D1, '1', { group: { team: '', model: 'gpt-4o' } })], {
      by: ['team', 'model'],
    });
    const [only] = prepareSeries(two, 'cost', 'UTC', TEXTS).series;
    expect(only?.label).toBe('(none) · gpt-4o');
    expect(seriesTerms(only?.key ?? '', two.by)).toEqual([
      { dimension: 'team', value: '' },
      { dimension: 'model', value: 'gpt-4o' },
    ]);
  });

  it('fold the small ones, and what the server had folded, into one grey series', () => {
    const rows = ['a', 'b', 'c', 'd'].map((team, i) => row(team, D1, String(10 - i)));
    const { series } = prepareSeries(
      report([...rows, row('other', D1, '99', { folded: true })]),
      'cost',
      'UTC',
      TEXTS,
      3,
    );
    expect(series.map(({ key, total }) => [key === REST, total])).toEqual([
      [false, '10'],
      [false, '9'],
      [true, '114'],
    ]);
    expect([...colourSlots({ series, buckets: [], total: '0' }).values()]).toEqual([0, 1]);
  });

  it('count calls and tokens as they count money', () => {
    const { series } = prepareSeries(report([row('a', D1, '1', { calls: 7 })]), 'calls', 'UTC', TEXTS);
    expect(series[0]?.total).toBe('7');
  });

  it('show sums that equal the rows, whatever is folded', () => {
    const cost = fc.bigInt({ min: 0n, max: 10n ** 16n }).map((pico) => Decimal.fromPico(pico).toFixed(12));
    const rows = fc.array(
      fc.record({ team: fc.constantFrom(...'abcdefghijklmn'), day: fc.constantFrom(D1, D3), cost }),
      { maxLength: 60 },
    );
    fc.assert(
      fc.property(rows, fc.integer({ min: 1, max: 8 }), (drawn, most) => {
        const given = drawn.map((one) => row(one.team, one.day, one.cost));
        const { series, total } = prepareSeries(report(given), 'cost', 'UTC', TEXTS, most);
        const all = sumMoney(given.map((one) => one.cost));
        expect(total).toBe(all);
        expect(sumMoney(series.flatMap(({ values }) => values))).toBe(all);
        expect(sumMoney(series.map((one) => one.total))).toBe(all);
        expect(series.length).toBeLessThanOrEqual(most);
      }),
    );
  });
});

describe('buckets', () => {
  const range = (since: string, until: string) => ({ since, until });
  it('are days of the zone across a change of clocks', () => {
    const days = bucketStarts(
      range('2026-10-23T22:00:00Z', '2026-10-26T23:00:00Z'),
      'day',
      'Europe/Berlin',
      [],
    );
    expect(days.map((at) => new Date(at).toISOString().slice(0, 13))).toEqual([
      '2026-10-23T22',
      '2026-10-24T22',
      '2026-10-25T23',
    ]);
  });

  it('are weeks from Monday, months, and hours', () => {
    const weeks = bucketStarts(range('2026-11-04T10:00:00Z', '2026-11-17T00:00:00Z'), 'week', 'UTC', []);
    expect(weeks.map((at) => new Date(at).toISOString().slice(0, 10))).toEqual([
      '2026-11-02',
      '2026-11-09',
      '2026-11-16',
    ]);
    expect(
      bucketStarts(range('2026-01-15T00:00:00Z', '2026-04-01T00:00:00Z'), 'month', 'UTC', []),
    ).toHaveLength(3);
    expect(
      bucketStarts(range('2026-01-15T00:20:00Z', '2026-01-15T03:00:00Z'), 'hour', 'Asia/Kathmandu', []),
    ).toHaveLength(3);
  });

  it('keep what the server named', () => {
    const odd = '2026-11-02T12:34:56Z';
    expect(bucketStarts(range(D1, D3), 'day', 'UTC', [odd])).toContain(Date.parse(odd));
  });
});

describe('axis ticks', () => {
  it('are short and exact', () => {
    expect(formatTick(0.15, 'cost', 'USD')).toBe('$0.15');
    expect(formatTick(25, 'cost', 'USD')).toBe('$25');
    expect(formatTick(1500, 'cost', 'USD')).toBe('$1.5K');
    expect(formatTick(200_000, 'calls', 'USD')).toBe('200K');
  });
});
