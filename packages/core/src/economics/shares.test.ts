import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Decimal } from '../money/index.ts';
import { ratio } from './ratio.ts';
import { attributionMaturity, coverage, pricedShare } from './shares.ts';

const d = (text: string) => Decimal.from(text);

describe('ratio', () => {
  // worked by hand
  it.each([
    ['1', '3', 4, '0.3333'],
    ['2', '3', 4, '0.6667'],
    ['-2', '3', 4, '-0.6667'],
    ['2', '-3', 4, '-0.6667'],
    ['1', '8', 2, '0.12'],
    ['3', '8', 2, '0.38'],
    ['-1', '8', 2, '-0.12'],
    ['0.000000000001', '1000000', 4, '0.0000'],
    ['12.5', '0.05', 1, '250.0'],
  ])('%s / %s to %i places is %s', (a, b, places, expected) => {
    expect(ratio(d(a), d(b), places)?.toFixed(places)).toBe(expected);
  });

  it('of anything to nothing is unknown', () => {
    expect(ratio(d('0'), d('0.00'), 4)).toBeUndefined();
  });

  it('times the denominator is within half a unit of the last place of the numerator', () => {
    const amount = fc.bigInt({ min: -(10n ** 20n), max: 10n ** 20n });
    fc.assert(
      fc.property(amount, amount, (a, b) => {
        fc.pre(b !== 0n);
        const answer = ratio(Decimal.fromPico(a), Decimal.fromPico(b), 4);
        if (answer === undefined) throw new Error('unreachable');
        const doubledError = 2n * (answer.coefficient * b - a * 10_000n);
        expect(doubledError < 0n ? -doubledError : doubledError).toBeLessThanOrEqual(b < 0n ? -b : b);
      }),
    );
  });
});

describe('shares', () => {
  it('coverage is the attributed part of the cost', () => {
    expect(coverage(d('45.00'), d('60.00'))?.toFixed(4)).toBe('0.7500');
    expect(coverage(d('0'), d('60'))?.toFixed(4)).toBe('0.0000');
    expect(coverage(d('0'), d('0'))).toBeUndefined();
  });

  it('priced share is what was not booked at a fallback', () => {
    expect(pricedShare(d('0.000001'), d('0.000007'))?.toFixed(4)).toBe('0.8571');
    expect(pricedShare(d('0'), d('9.99'))?.toFixed(4)).toBe('1.0000');
  });

  it.each([
    ['0.4999', 'crawl'],
    ['0.5', 'walk'],
    ['0.8999', 'walk'],
    ['0.9', 'run'],
  ] as const)('a coverage of %s is a %s', (share, maturity) => {
    expect(attributionMaturity(d(share))).toBe(maturity);
  });
});
