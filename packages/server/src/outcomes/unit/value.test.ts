import { Decimal } from '@weir/core/money';
import { ExchangeRates } from '@weir/core/pricing';
import { describe, expect, it } from 'vitest';
import type { OutcomeSum } from '../../ledger/outcome-port.ts';
import { classThatCounts, worthOf } from './value.ts';

const RATES = new ExchangeRates([
  { base: 'EUR', quote: 'USD', rate: Decimal.from('1.10'), from: Date.parse('2026-11-01') },
  { base: 'EUR', quote: 'USD', rate: Decimal.from('1.20'), from: Date.parse('2026-11-10') },
]);

function sum(more: Partial<OutcomeSum> & { day?: string; currency?: string; kind?: string }): OutcomeSum {
  const { day = '2026-11-02', currency = 'USD', kind = 'measurable', ...rest } = more;
  return {
    group: { bucket: `${day}T00:00:00.000Z`, currency, class: kind, confidence: 'measured' },
    outcomes: 10,
    successes: 10,
    valued: 0,
    value: '0',
    recorded_last: '',
    late: 0,
    ...rest,
  };
}
const told = (worth: ReturnType<typeof worthOf>) =>
  worth.by.map((one) => `${one.class} ${one.confidence} ${one.outcomes} ${one.value.toString()}`);

describe('what outcomes are worth', () => {
  it('converts at the rate of their day', () => {
    const sums = [
      sum({ valued: 10, value: '100', currency: 'EUR' }),
      sum({ valued: 10, value: '100', currency: 'EUR', day: '2026-11-12' }),
    ];
    // 100 x 1.10 + 100 x 1.20
    expect(told(worthOf(sums, undefined, 'USD', RATES))).toEqual(['measurable measured 20 230']);
  });

  it('takes the metric for successes that tell no value of their own, with its confidence', () => {
    const metric = {
      outcome: 'x',
      value: '3',
      currency: 'USD',
      confidence: 'asserted',
      class: 'measurable',
    } as const;
    const sums = [sum({ valued: 4, value: '40', outcomes: 12 })];
    expect(told(worthOf(sums, metric, 'USD', RATES))).toEqual([
      'measurable measured 4 40',
      'measurable asserted 6 18',
    ]);
  });

  it('leaves out, and tells, what has no rate and what has no value', () => {
    const sums = [
      sum({ valued: 10, value: '100', currency: 'GBP' }),
      sum({ successes: 7 }),
      sum({ successes: 0, outcomes: 3 }),
    ];
    const worth = worthOf(sums, undefined, 'USD', RATES);
    expect(worth.by).toEqual([]);
    expect(worth.leftOut).toEqual([
      { reason: 'no rate from GBP to USD', outcomes: 10 },
      { reason: 'no value: neither the outcome nor a value metric tells one', outcomes: 7 },
    ]);
  });

  it('keeps classes apart, and sets measurable value against cost where there is some', () => {
    const sums = [
      sum({ valued: 10, value: '900', kind: 'strategic' }),
      sum({ valued: 10, value: '1', kind: 'measurable' }),
    ];
    const { by } = worthOf(sums, undefined, 'USD', RATES);
    expect(by).toHaveLength(2);
    expect(classThatCounts(by, undefined)).toBe('measurable');
    expect(classThatCounts(by.slice(0, 1), undefined)).toBe('strategic');
  });
});
