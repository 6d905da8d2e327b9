import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Decimal } from '../money/index.ts';
import { amortisedCost, derivedCost, meteredCost, plusDays, plusMonths, recurringCost } from './full-cost.ts';

const of = (text: string) => Decimal.from(text);
const days = (since: string, until: string) => ({ since, until });

describe('what a recurring cost comes to', () => {
  it.each([
    // 3,000 a month: 100 a day in November, 3,000 / 31 in December
    ['month', '3000', days('2026-11-01', '2026-11-02'), '100'],
    ['month', '3000', days('2026-11-11', '2026-12-01'), '2000'],
    ['month', '3100', days('2026-12-01', '2026-12-11'), '1000'],
    ['month', '3100', days('2026-12-31', '2027-01-02'), '200'],
    // the fourth quarter has 92 days
    ['quarter', '9200', days('2026-10-01', '2026-10-11'), '1000'],
    ['year', '36500', days('2026-06-01', '2026-06-02'), '100'],
    ['year', '36600', days('2028-02-29', '2028-03-01'), '100'],
    ['day', '12.5', days('2026-02-27', '2026-03-02'), '37.5'],
    ['month', '3000', days('2026-11-05', '2026-11-05'), '0'],
  ] as const)('per %s of %s', (per, amount, span, expected) => {
    expect(recurringCost(of(amount), per, span).compare(of(expected))).toBe(0);
  });

  it('sums to the period, however its days are cut', () => {
    fc.assert(
      fc.property(
        fc.bigInt(-(10n ** 18n), 10n ** 18n),
        fc.integer({ min: 0, max: 365 }),
        fc.constantFrom('month', 'quarter', 'year' as const),
        (pico, cut, per) => {
          const amount = Decimal.fromPico(pico);
          const at = plusDays('2026-01-01', cut);
          const parts = [days('2026-01-01', at), days(at, '2027-01-01')].map((span) =>
            recurringCost(amount, per, span),
          );
          const times = { month: 12, quarter: 4, year: 1 }[per];
          const sum = parts.reduce((a, b) => a.add(b), Decimal.ZERO);
          expect(sum.compare(amount.multiply(Decimal.from(times)))).toBe(0);
        },
      ),
    );
  });
});

describe('what a single payment comes to', () => {
  it('has equal parts by month, and by day within', () => {
    const paid = (since: string, until: string) =>
      amortisedCost(of('1200'), 12, '2026-11-16', days(since, until));
    expect(paid('2026-11-01', '2026-11-16').toString()).toBe('0');
    // the first month has 30 days: 100 / 30 a day
    expect(paid('2026-11-16', '2026-11-19').compare(of('10'))).toBe(0);
    expect(paid('2026-11-01', '2027-02-16').compare(of('300'))).toBe(0);
    expect(paid('2027-11-15', '2030-01-01').toFixed(4)).toBe('3.2258');
    expect(paid('2020-01-01', '2030-01-01').compare(of('1200'))).toBe(0);
  });

  it('ends with shorter months', () => {
    expect(plusMonths('2026-01-31', 1)).toBe('2026-02-28');
    expect(plusMonths('2026-01-31', 2)).toBe('2026-03-31');
    expect(plusMonths('2026-11-30', 3)).toBe('2027-02-28');
    const february = amortisedCost(of('100'), 2, '2026-01-31', days('2026-01-31', '2026-02-28'));
    expect(february.compare(of('50'))).toBe(0);
  });

  it('sums to it exactly, day by day', () => {
    fc.assert(
      fc.property(fc.bigInt(0n, 10n ** 17n), fc.integer({ min: 1, max: 5 }), (pico, months) => {
        let sum = Decimal.ZERO;
        for (let day = '2026-01-31'; day < '2026-07-01'; day = plusDays(day, 1)) {
          sum = sum.add(
            amortisedCost(Decimal.fromPico(pico), months, '2026-01-31', days(day, plusDays(day, 1))),
          );
        }
        expect(sum.toPico()).toBe(pico);
      }),
      { numRuns: 20 },
    );
  });
});

describe('what is counted', () => {
  it('costs quantity times rate, rounded half-even once', () => {
    // 250 GB at 0.023
    expect(meteredCost(of('250'), of('0.023')).toString()).toBe('5.75');
    expect(meteredCost(of('0.5'), of('0.000000000001')).toPico()).toBe(0n);
    expect(meteredCost(of('1.5'), of('0.000000000001')).toPico()).toBe(2n);
  });

  it('follows from a count: 5 % of 1,200 outcomes, 4 minutes each, at 0.80', () => {
    const terms = { percent: of('5'), unitsEach: of('4'), rate: of('0.80') };
    expect(derivedCost(of('1200'), terms).compare(of('192'))).toBe(0);
    expect(derivedCost(of('0'), terms).isZero).toBe(true);
    expect(derivedCost(of('1'), { ...terms, percent: of('0') }).isZero).toBe(true);
  });
});
