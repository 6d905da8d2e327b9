import { Decimal } from '@weir/core/money';
import type { PricedUsage, ResolvedPrice } from '@weir/core/pricing';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { chargeFacts, sumCost } from './charges.ts';

const PRICE: ResolvedPrice = {
  provider: 'openai',
  model: 'gpt-4o',
  ref: 'list:openai/gpt-4o@2024-08-06',
  currency: 'USD',
  priced: true,
  rates: [],
};

/** `quantity` units at `rate` dollars per million, exact. */
function priced(
  lines: readonly [unit: string, quantity: string, rate: string][],
  price = PRICE,
): PricedUsage {
  const costs = lines.map(([unit, quantity, rate]) => {
    const cost = Decimal.from(quantity).multiply(Decimal.from(rate)).shiftDown(6);
    return {
      unit,
      quantity: Decimal.from(quantity),
      per: 1_000_000,
      listRate: Decimal.from(rate),
      contractedRate: Decimal.from(rate),
      listCost: cost,
      contractedCost: cost,
    };
  });
  const total = costs.reduce((sum, line) => sum.add(line.contractedCost), Decimal.ZERO);
  return { lines: costs, total, price, unpriced: [] };
}

describe('charges', () => {
  it('are one row per priced quantity, with where the price is from', () => {
    const charges = chargeFacts(
      priced([
        ['input_tokens', '1234', '2.5'],
        ['output_tokens', '56', '10'],
      ]),
      { attempt: 2, estimated: false },
    );
    expect(charges).toEqual([
      {
        attempt: 2,
        unit: 'input_tokens',
        quantity: '1234',
        list_unit_price: '2.5',
        contracted_unit_price: '2.5',
        per: 1_000_000,
        list_cost: '0.003085000000',
        contracted_cost: '0.003085000000',
        effective_cost: '0.003085000000',
        currency: 'USD',
        category: 'model_usage',
        price_ref: 'list:openai/gpt-4o@2024-08-06',
        priced: true,
        estimated: false,
      },
      expect.objectContaining({ unit: 'output_tokens', effective_cost: '0.000560000000' }),
    ]);
    expect(sumCost(charges)).toBe('0.003645000000');
  });

  it('say why they are estimates, a fallback price included', () => {
    const cut = chargeFacts(priced([['output_tokens', '5', '10']]), {
      attempt: 1,
      estimated: true,
      reason: 'stream_cut',
    });
    expect(cut[0]).toMatchObject({ estimated: true, estimate_reason: 'stream_cut', priced: true });
    const unknown = chargeFacts(priced([['output_tokens', '5', '10']], { ...PRICE, priced: false }), {
      attempt: 1,
      estimated: false,
    });
    expect(unknown[0]).toMatchObject({ estimated: true, estimate_reason: 'price_unknown', priced: false });
  });

  it('sum to the cost of the call exactly, and differ from the exact total by less than half a pico a row', () => {
    const line = fc.tuple(
      fc.constantFrom('input_tokens', 'output_tokens', 'web_searches'),
      fc.integer({ min: 0, max: 10_000_000 }).map(String),
      fc
        .tuple(fc.integer({ min: 0, max: 100 }), fc.integer({ min: 0, max: 99_999_999 }))
        .map(([whole, fraction]) => `${whole}.${String(fraction).padStart(8, '0')}`),
    );
    fc.assert(
      fc.property(fc.array(line, { maxLength: 8 }), (lines) => {
        const usage = priced(lines);
        const charges = chargeFacts(usage, { attempt: 1, estimated: false });
        const sum = charges.reduce(
          (total, charge) => total + BigInt(charge.effective_cost.replace('.', '')),
          0n,
        );
        const cost = BigInt(sumCost(charges).replace('.', ''));
        expect(cost).toBe(sum);
        const error = Decimal.fromPico(cost).subtract(usage.total);
        const bound = new Decimal(BigInt(lines.length) * 5n, 13);
        expect(error.isNegative ? bound.add(error).isNegative : bound.subtract(error).isNegative).toBe(false);
      }),
    );
  });
});
