import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Decimal } from '../../money/index.ts';
import { agreed, apply, NOVEMBER, on } from './agreements.fixture.ts';
import type { AgreementCharge } from './types.ts';

const pico = (max: bigint) => fc.bigInt({ min: 1n, max }).map(Decimal.fromPico);
const whole = (max: bigint) => fc.bigInt({ min: 1n, max }).map((value) => Decimal.from(value));
const percent = fc.nat({ max: 10_000 }).map((value) => new Decimal(BigInt(value), 2));
const period = 'month' as const;

const charges = fc
  .array(
    fc.record({
      at: fc.nat({ max: 30 * 86_400_000 - 1 }).map((after) => NOVEMBER.window.start + after),
      quantity: fc.bigInt({ min: -1_000n, max: 100_000n }),
      each: pico(10n ** 13n),
      unit: fc.constantFrom('input_tokens', 'output_tokens'),
    }),
    { maxLength: 40 },
  )
  .map((list) =>
    list.map(({ at, quantity, each, unit }, index): AgreementCharge => {
      const cost = each.multiply(Decimal.from(quantity));
      return {
        key: String(index).padStart(4, '0'),
        at,
        provider: 'openai',
        model: 'gpt-4o',
        unit,
        quantity: Decimal.from(quantity),
        listCost: cost,
        contractedCost: cost,
      };
    }),
  );

const sum = (list: readonly Decimal[]) => list.reduce((a, b) => a.add(b), Decimal.ZERO);
const costOf = (list: readonly AgreementCharge[]) => sum(list.map(({ contractedCost }) => contractedCost));

describe('whatever was used', () => {
  it('at least the commitment is paid, and no more than the discounted spend where that is more', () => {
    fc.assert(
      fc.property(charges, pico(10n ** 20n), percent, (uses, amount, discountPercent) => {
        const { total } = apply(uses, [
          agreed('commitment', { amount, period, discountPercent, beyond: 'discounted' }),
        ]);
        const factor = Decimal.from(100).subtract(discountPercent).shiftDown(2);
        const spent = costOf(uses).multiply(factor).roundHalfEven(12);
        const expected = spent.compare(amount) > 0 ? spent : amount;
        expect(total.subtract(expected).roundHalfEven(11).isZero).toBe(true);
      }),
    );
  });

  it('credits cost what was paid for them and the rest of use what it did', () => {
    fc.assert(
      fc.property(
        charges,
        whole(10_000n),
        pico(10n ** 16n),
        fc.nat({ max: 29 }),
        (uses, amount, cost, days) => {
          const paidFor = uses.filter(({ quantity }) => !quantity.isNegative);
          const expires = NOVEMBER.window.start + (days + 1) * 86_400_000;
          const grant = { id: 'one', amount, cost, from: on('2026-11-01'), expires };
          const { total, states } = apply(paidFor, [
            agreed('credit', { grants: [grant] }, { from: grant.from }),
          ]);
          const burned = states[0]?.used ?? Decimal.ZERO;
          expect(burned.compare(amount)).toBeLessThanOrEqual(0);
          expect(total.compare(costOf(paidFor).subtract(burned).add(cost))).toBe(0);
        },
      ),
    );
  });

  it('provisioned capacity costs its hours, no more and no less', () => {
    fc.assert(
      fc.property(
        charges,
        pico(10n ** 14n),
        fc.option(whole(10_000n), { nil: undefined }),
        (uses, price, capacity) => {
          const terms = { hourlyPrice: price, units: 3, capacityPerHour: capacity };
          const { total, rows } = apply(uses, [agreed('provisioned', terms)]);
          expect(total.compare(price.multiply(Decimal.from(3 * 24 * 30)))).toBe(0);
          expect(rows.every(({ effectiveCost }) => !effectiveCost.isNegative)).toBe(true);
        },
      ),
      { numRuns: 30 },
    );
  });

  it('graduated prices cost what the sum of use costs in one piece', () => {
    fc.assert(
      fc.property(charges, whole(100_000n), whole(500n), (uses, above, price) => {
        const terms = { measure: 'quantity', mode: 'graduated', period, per: 1_000 } as const;
        const steps = [
          { above: Decimal.ZERO, price: Decimal.from(7) },
          { above, price },
        ];
        const used = sum(uses.map(({ quantity }) => quantity));
        const over = used.compare(above) > 0 ? used.subtract(above) : Decimal.ZERO;
        const expected = used.subtract(over).multiply(Decimal.from(7)).add(over.multiply(price)).shiftDown(3);
        const positive = uses.filter(({ quantity }) => !quantity.isZero);
        const dips = positive.some((_, index) => running(positive, index).isNegative);
        fc.pre(!dips);
        expect(apply(positive, [agreed('volume', { ...terms, steps })]).total.compare(expected)).toBe(0);
      }),
    );
  });

  it('a later charge never changes what earlier ones cost', () => {
    fc.assert(
      fc.property(charges, whole(50_000n), percent, (uses, above, discountPercent) => {
        const inOrder = [...uses].sort((a, b) => a.at - b.at || (a.key < b.key ? -1 : 1));
        const volume = agreed('volume', {
          measure: 'quantity',
          mode: 'graduated',
          period,
          per: 1,
          steps: [{ above, discountPercent }],
        });
        const all = apply(inOrder, [volume]).effective;
        const before = apply(inOrder.slice(0, -1), [volume]).effective;
        expect(all.slice(0, before.length)).toEqual(before);
      }),
    );
  });
});

/** The counter after a charge, in the order of time. */
function running(uses: readonly AgreementCharge[], index: number): Decimal {
  const inOrder = [...uses].sort((a, b) => a.at - b.at || (a.key < b.key ? -1 : 1));
  return sum(inOrder.slice(0, index + 1).map(({ quantity }) => quantity));
}
