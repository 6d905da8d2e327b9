import { Decimal } from '@weir/core/money';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  adaptiveDecimals,
  allDecimals,
  columnDecimals,
  divideMoney,
  formatMoney,
  formatMoneyShort,
  groupThousands,
  sumMoney,
} from './money.ts';

const amount = fc
  .tuple(fc.boolean(), fc.bigInt({ min: 0n, max: 10n ** 26n }))
  .map(([negative, pico]) => Decimal.fromPico(negative ? -pico : pico).toFixed(12));

const text = (value: string, decimals?: number) => formatMoney(value, 'USD', decimals).text;

describe('an amount as text', () => {
  it('shows cents from one dollar up and three significant digits below', () => {
    expect(text('1284.204999999999')).toBe('$1,284.20');
    expect(text('1.005')).toBe('$1.00');
    expect(text('0.031174500000')).toBe('$0.0312');
    expect(text('0.000214000000')).toBe('$0.000214');
    expect(text('0.000000000001')).toBe('$0.000000000001');
  });

  it('shows nothing as zero cents and a credit with a minus sign', () => {
    expect(text('0.000000000000')).toBe('$0.00');
    expect(text('-4')).toBe('\u2212$4.00');
    expect(text('-0.001', 2)).toBe('<$0.01');
  });

  it('never reads a small amount as nothing when a column fixes the places', () => {
    expect(text('0.004', 2)).toBe('<$0.01');
    expect(text('0.006', 2)).toBe('$0.01');
    expect(text('0', 2)).toBe('$0.00');
  });

  it('keeps every decimal beside it', () => {
    expect(formatMoney('1234567.000150000000', 'USD').exact).toBe('1,234,567.00015 USD');
    expect(formatMoney('12345678901234567890.123456789012', 'EUR').exact).toBe(
      '12,345,678,901,234,567,890.123456789012 EUR',
    );
  });

  it('writes currencies by symbol, or by code where there is none', () => {
    expect(formatMoney('5', 'EUR').text).toBe('€5.00');
    expect(formatMoney('5', 'CHF').text).toBe('CHF 5.00');
    expect(formatMoney('5', 'nonsense').text).toBe('nonsense 5.00');
  });

  it('says the exact amount whatever it is', () => {
    fc.assert(
      fc.property(amount, (value) => {
        const { exact } = formatMoney(value, 'USD');
        const read = exact.replace(' USD', '').replaceAll(',', '');
        expect(Decimal.from(read).compare(Decimal.from(value))).toBe(0);
      }),
    );
  });

  it('is never further from the amount than half of its last place', () => {
    fc.assert(
      fc.property(amount, fc.integer({ min: 0, max: 12 }), (value, places) => {
        const shown = text(value, places);
        if (shown.startsWith('<')) return;
        const read = Decimal.from(shown.replace('\u2212', '-').replace('$', '').replaceAll(',', ''));
        const off = read.subtract(Decimal.from(value));
        const size = off.isNegative ? Decimal.ZERO.subtract(off) : off;
        expect(size.compare(new Decimal(5n, places + 1))).not.toBe(1);
      }),
    );
  });
});

describe('decimals', () => {
  it('fit the largest amount of a column, two more for the small ones', () => {
    expect(columnDecimals(['120.5', '3.1'])).toBe(2);
    expect(columnDecimals(['120.5', '0.000214'])).toBe(4);
    expect(columnDecimals(['0.0042', '0.000214'])).toBe(6);
    expect(columnDecimals(['0', '0.00'])).toBe(2);
    expect(columnDecimals([])).toBe(2);
  });

  it('go to the last digit when everything is shown', () => {
    expect(allDecimals('0.017751000000')).toBe(6);
    expect(allDecimals('3')).toBe(2);
    expect(adaptiveDecimals('0.5')).toBe(2);
  });
});

describe('the short form', () => {
  it('keeps three or four digits', () => {
    expect(formatMoneyShort('950.5', 'USD')).toBe('$950.50');
    expect(formatMoneyShort('1284.2', 'USD')).toBe('$1.28K');
    expect(formatMoneyShort('-41284200', 'USD')).toBe('\u2212$41.3M');
    expect(formatMoneyShort('123456789012', 'USD')).toBe('$123B');
  });
});

describe('arithmetic for display', () => {
  it('sums exactly what floats cannot', () => {
    expect(sumMoney(['0.1', '0.2', '0.000000000001'])).toBe('0.300000000001');
    expect(sumMoney([])).toBe('0');
  });

  it('divides to the places asked for and refuses zero', () => {
    expect(divideMoney('1', '3', 4)).toBe('0.3333');
    expect(divideMoney('2', '3', 4)).toBe('0.6667');
    expect(divideMoney('-1', '8', 2)).toBe('-0.12');
    expect(divideMoney('291.28', 23_546, 12)).toBe('0.012370678672');
    expect(divideMoney('5', '0.000', 2)).toBeUndefined();
  });

  it('divides as precisely as it says', () => {
    fc.assert(
      fc.property(amount, fc.integer({ min: 1, max: 1_000_000 }), (value, by) => {
        const quotient = Decimal.from(divideMoney(value, by, 6) ?? 'x');
        const off = quotient.multiply(Decimal.from(by)).subtract(Decimal.from(value));
        const size = off.isNegative ? Decimal.ZERO.subtract(off) : off;
        expect(size.compare(new Decimal(BigInt(by) * 51n, 8))).not.toBe(1);
      }),
    );
  });

  it('groups thousands of any length', () => {
    expect(groupThousands('999')).toBe('999');
    expect(groupThousands('1000')).toBe('1,000');
    expect(groupThousands('1234567.8901')).toBe('1,234,567.8901');
  });
});
