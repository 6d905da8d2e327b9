import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ExactSum, exactNumber } from './exact-sum.ts';
import { MOST_NANO, nanoAtLeast, nanoAtMost } from './nano.ts';

const amount = fc.bigInt({ min: 0n, max: 10n ** 22n });

describe('nano-units', () => {
  it('hold at least the amount, and less than one more', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: BigInt(MOST_NANO) * 1_000n }), (pico) => {
        const nano = BigInt(nanoAtLeast(pico)) * 1_000n;
        expect(nano >= pico && nano - pico < 1_000n).toBe(true);
      }),
    );
  });

  it('say of an amount that is too large that it is', () => {
    expect(nanoAtLeast(BigInt(MOST_NANO) * 1_000n)).toBe(MOST_NANO);
    expect(nanoAtLeast(BigInt(MOST_NANO) * 1_000n + 1n)).toBe(Number.POSITIVE_INFINITY);
    expect(nanoAtMost(10n ** 30n)).toBe(MOST_NANO);
    expect(nanoAtMost(1_999n)).toBe(1);
  });
});

describe('an exact sum', () => {
  it('is what bigints add up to, however large', () => {
    fc.assert(
      fc.property(fc.array(amount), (amounts) => {
        const sum = new ExactSum();
        for (const one of amounts) sum.add(one, exactNumber(one));
        expect(sum.value).toBe(amounts.reduce((all, one) => all + one, 0n));
      }),
    );
  });
});
