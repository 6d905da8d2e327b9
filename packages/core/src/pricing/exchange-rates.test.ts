import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Decimal } from '../money/index.ts';
import { ExchangeRates } from './exchange-rates.ts';

const on = (day: string) => Date.parse(`${day}T00:00:00Z`);
const rate = (pair: string, value: string, day: string) => {
  const [base = '', quote = ''] = pair.split('/');
  return { base, quote, rate: Decimal.from(value), from: on(day) };
};

const rates = new ExchangeRates(
  [
    rate('EUR/USD', '1.08', '2026-11-01'),
    rate('EUR/USD', '1.10', '2026-11-10'),
    rate('EUR/GBP', '0.85', '2026-11-05'),
    rate('CHF/EUR', '1.0625', '2026-11-05'),
  ],
  'EUR',
);
const told = (amount: string, from: string, to: string, day: string) => {
  const converted = rates.convert(Decimal.from(amount), from, to, on(day));
  return [converted.amount.toString(), converted.ref, converted.day];
};

describe('an amount in another currency', () => {
  it.each([
    [
      'at the rate of its day',
      '200',
      'EUR',
      'USD',
      '2026-11-09',
      '216',
      'fx:EUR/USD@2026-11-01',
      '2026-11-01',
    ],
    [
      'at a rate from its first instant',
      '200',
      'EUR',
      'USD',
      '2026-11-10',
      '220',
      'fx:EUR/USD@2026-11-10',
      '2026-11-10',
    ],
    [
      'by an inverse',
      '1',
      'USD',
      'EUR',
      '2026-11-20',
      '0.909090909091',
      'fx:EUR/USD@2026-11-10',
      '2026-11-10',
    ],
    [
      'over the pivot, rounded once',
      '100',
      'USD',
      'GBP',
      '2026-11-20',
      '77.272727272727',
      'fx:EUR/USD@2026-11-10*EUR/GBP@2026-11-05',
      '2026-11-05',
    ],
    [
      'over the pivot by two rates',
      '100',
      'CHF',
      'USD',
      '2026-11-20',
      '116.875',
      'fx:CHF/EUR@2026-11-05*EUR/USD@2026-11-10',
      '2026-11-05',
    ],
  ])('is taken %s', (_, amount, from, to, day, expected, ref, rateDay) => {
    expect(told(amount, from, to, day)).toEqual([expected, ref, rateDay]);
  });

  it('of the same currency stays as it is', () => {
    expect(told('1.5', 'JPY', 'JPY', '1999-01-01')).toEqual(['1.5', '', undefined]);
  });

  it.each([
    ['USD', 'JPY', '2026-11-20', 'No exchange rate from USD to JPY is known on 2026-11-20.'],
    ['EUR', 'USD', '2026-10-31', 'No exchange rate from EUR to USD is known on 2026-10-31.'],
    ['USD', 'GBP', '2026-11-04', 'No exchange rate from USD to GBP is known on 2026-11-04.'],
  ])('without a rate is refused: %s to %s on %s', (from, to, day, said) => {
    expect(() => told('1', from, to, day)).toThrow(said);
  });

  it('follows the later of a rate and an inverse, and the later word of one instant', () => {
    const both = new ExchangeRates([
      rate('EUR/USD', '2', '2026-11-01'),
      rate('USD/EUR', '0.25', '2026-11-02'),
      rate('USD/EUR', '0.2', '2026-11-02'),
    ]);
    const of = (day: string) => both.convert(Decimal.from(1), 'EUR', 'USD', on(day)).amount.toString();
    expect([of('2026-11-01'), of('2026-11-02')]).toEqual(['2', '5']);
  });

  it('comes back to what it was, but for the last digit', () => {
    const positive = fc.bigInt({ min: 1n, max: 10n ** 18n }).map(Decimal.fromPico);
    const near = fc.bigInt({ min: 10n ** 11n, max: 10n ** 13n }).map(Decimal.fromPico);
    fc.assert(
      fc.property(positive, near, (amount, value) => {
        const one = new ExchangeRates([{ base: 'EUR', quote: 'USD', rate: value, from: 0 }]);
        const there = one.convert(amount, 'EUR', 'USD', 1).amount;
        const back = one.convert(there, 'USD', 'EUR', 1).amount;
        const off = back.subtract(amount).toPico();
        expect(off >= -6n && off <= 6n).toBe(true);
      }),
    );
  });

  it.each([
    ['EUR/USD', '0', 'above 0'],
    ['EUR/USD', '-1', 'above 0'],
    ['EUR/EUR', '1', 'always 1'],
  ])('has no rate %s of %s', (pair, value, said) => {
    expect(() => new ExchangeRates([rate(pair, value, '2026-11-01')])).toThrow(said);
  });
});
