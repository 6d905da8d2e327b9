import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { allocate, Decimal } from './index.ts';

const decimal = fc
  .tuple(fc.bigInt({ min: -(10n ** 30n), max: 10n ** 30n }), fc.nat({ max: 20 }))
  .map(([coefficient, scale]) => new Decimal(coefficient, scale));
const weight = fc
  .tuple(fc.bigInt({ min: 0n, max: 10n ** 12n }), fc.nat({ max: 9 }))
  .map(([coefficient, scale]) => new Decimal(coefficient, scale));

describe('Decimal', () => {
  it('reads back what it writes', () => {
    fc.assert(fc.property(decimal, (value) => Decimal.from(value.toString()).compare(value) === 0));
  });

  it.each([
    ['1e-7', '0.0000001'],
    ['2.50', '2.5'],
    [0.1, '0.1'],
    [1e21, '1000000000000000000000'],
    ['-0.000', '0'],
    ['100', '100'],
    ['.5', 'refused'],
    ['NaN', 'refused'],
    ['1,5', 'refused'],
    [Number.POSITIVE_INFINITY, 'refused'],
  ])('reads %s as %s', (written, expected) => {
    const read = () => Decimal.from(written).toString();
    if (expected === 'refused') expect(read).toThrow('is not a decimal number');
    else expect(read()).toBe(expected);
  });

  it('adds, subtracts and multiplies without rounding', () => {
    fc.assert(
      fc.property(decimal, decimal, decimal, (a, b, c) => {
        expect(a.add(b).subtract(b).compare(a)).toBe(0);
        expect(
          a
            .add(b)
            .multiply(c)
            .compare(a.multiply(c).add(b.multiply(c))),
        ).toBe(0);
      }),
    );
  });

  it('divides exactly where the quotient is a decimal, else to the nearest of the given places', () => {
    expect(Decimal.from('0.0972').divide(3_600n, 24).toString()).toBe('0.000027');
    expect(Decimal.from('1').divide(3n, 6).toString()).toBe('0.333333');
    expect(Decimal.from('-2').divide(3n, 6).toString()).toBe('-0.666667');
    fc.assert(
      fc.property(decimal, fc.bigInt({ min: 1n, max: 10_000n }), (value, divisor) => {
        const off = value.divide(divisor, 24).multiply(new Decimal(divisor, 0)).subtract(value);
        const bound = new Decimal(divisor, 24);
        expect(off.compare(bound)).toBeLessThanOrEqual(0);
        expect(off.compare(Decimal.ZERO.subtract(bound))).toBeGreaterThanOrEqual(0);
      }),
    );
  });

  it.each([
    ['1', '3', 6, '0.333333'],
    ['-2', '3', 6, '-0.666667'],
    ['2', '-3', 6, '-0.666667'],
    ['0.5', '0.25', 12, '2'],
    ['1', '8', 2, '0.12'],
    ['3', '8', 2, '0.38'],
    ['123.456', '0.001', 0, '123456'],
    ['7', '2000000', 3, '0'],
  ])('divides %s by %s to %i places: %s', (value, divisor, places, expected) => {
    expect(Decimal.from(value).quotient(Decimal.from(divisor), places).toString()).toBe(expected);
  });

  it('never divides by nothing', () => {
    expect(() => Decimal.from(1).quotient(Decimal.ZERO, 2)).toThrow('divided by 0');
  });

  it.each([
    ['2.5', 0, '2', '3'],
    ['3.5', 0, '4', '4'],
    ['-2.5', 0, '-2', '-3'],
    ['0.0000000000005', 12, '0.000000000000', '0.000000000001'],
    ['0.0000000000015', 12, '0.000000000002', '0.000000000002'],
    ['1.23', 4, '1.2300', '1.2300'],
  ])('rounds %s to %i places half-even to %s, up to %s', (value, places, even, up) => {
    expect(Decimal.from(value).roundHalfEven(places).toFixed(places)).toBe(even);
    expect(Decimal.from(value).roundUp(places).toFixed(places)).toBe(up);
  });
});

describe('allocate', () => {
  it('sums to the whole exactly, each part within one last digit of its share', () => {
    fc.assert(
      fc.property(
        fc.bigInt({ min: -(10n ** 24n), max: 10n ** 24n }),
        fc.array(weight, { minLength: 1, maxLength: 12 }).filter((list) => list.some((w) => !w.isZero)),
        (units, weights) => {
          const total = new Decimal(units, 12);
          const parts = allocate(total, weights, 12);
          const sum = parts.reduce((a, b) => a.add(b), Decimal.ZERO);
          expect(sum.compare(total)).toBe(0);
          const whole = weights.reduce((a, b) => a.add(b), Decimal.ZERO);
          for (const [index, part] of parts.entries()) {
            const share = total.multiply(weights[index] ?? Decimal.ZERO);
            const off = part.multiply(whole).subtract(share);
            const size = off.isNegative ? Decimal.ZERO.subtract(off) : off;
            expect(size.compare(whole.shiftDown(12))).toBeLessThan(0);
          }
        },
      ),
    );
  });

  it('gives the last cent to the largest remainder, the earlier of equals', () => {
    const parts = allocate(Decimal.from('10'), [1, 1, 1].map(Decimal.from), 2);
    expect(parts.map(String)).toEqual(['3.34', '3.33', '3.33']);
    const uneven = allocate(Decimal.from('-1'), ['1', '2', '0'].map(Decimal.from), 1);
    expect(uneven.map(String)).toEqual(['-0.3', '-0.7', '0']);
  });

  it('refuses what cannot be split', () => {
    const one = Decimal.from(1);
    expect(() => allocate(one, [], 2)).toThrow('all weights are zero');
    expect(() => allocate(one, [Decimal.from(-1), one], 2)).toThrow('a weight is negative');
    expect(() => allocate(Decimal.from('0.001'), [one], 2)).toThrow('more than 2 decimals');
  });
});
