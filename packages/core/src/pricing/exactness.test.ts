import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Decimal } from '../money/index.ts';
import type { UnitId, Usage } from '../usage/index.ts';
import { book, list, NOVEMBER_2026, units } from './catalog.fixture.ts';
import { compilePrice } from './compile.ts';
import { estimateCost } from './estimate.ts';
import { QUOTIENT_PLACES, rateUsage } from './rate.ts';
import type { PricedUsage, ResolvedPrice } from './types.ts';

const PRICED = list.providers.flatMap(({ id: provider, models }) =>
  models
    .filter(({ prices }) => Object.keys(prices[0]?.rates ?? {}).length > 0)
    .map(({ id: model }) => ({ provider, model })),
);

/** Whole tokens as a rule, absurdly many at times, fractions for seconds. */
const quantity = fc.oneof(
  { weight: 6, arbitrary: fc.nat({ max: 2_000_000 }) },
  { weight: 1, arbitrary: fc.integer({ min: 2 ** 40, max: 2 ** 50 }) },
  { weight: 1, arbitrary: fc.nat({ max: 100_000 }).map((thousandths) => thousandths / 1_000) },
);

/** Quantities for the parts, added up into their wholes as decimals. */
function inclusive(parts: readonly (readonly [UnitId, number])[]): Usage {
  const usage: Record<UnitId, number> = {};
  for (const [id, amount] of parts) {
    for (const unit of [id, ...units.ancestorsOf(id)]) {
      usage[unit] = Number(
        Decimal.from(usage[unit] ?? 0)
          .add(Decimal.from(amount))
          .toString(),
      );
    }
  }
  return usage;
}

const rating = fc.constantFrom(...PRICED).chain(({ provider, model }) => {
  const price = book.resolveOrFallback({ provider, model, at: NOVEMBER_2026 });
  const ids = price.rates.map(({ unit }) => unit).filter((unit) => unit !== 'requests');
  const part = fc.tuple(fc.constantFrom(...(ids.length === 0 ? ['input_tokens'] : ids)), quantity);
  return fc.array(part, { maxLength: 4 }).map((parts) => ({ price, usage: inclusive(parts) }));
});

describe('rating', () => {
  it('is exact: lines sum to the total, each is quantity x rate / per as a fraction of integers', () => {
    let rated = 0;
    fc.assert(
      fc.property(rating, ({ price, usage }) => {
        const priced = attempt(usage, price);
        if (priced === undefined) return;
        rated++;
        const sum = priced.lines.reduce((a, line) => a.add(line.contractedCost), Decimal.ZERO);
        expect(sum.compare(priced.total)).toBe(0);
        for (const line of priced.lines) {
          expectFraction(line.contractedCost, line.quantity, line.contractedRate, line.per);
          expectFraction(line.listCost, line.quantity, line.listRate, line.per);
        }
      }),
      { numRuns: 1_500 },
    );
    expect(rated).toBeGreaterThan(1_000);
  });

  it('splits the reported whole without losing or inventing a token', () => {
    fc.assert(
      fc.property(rating, ({ price, usage }) => {
        const priced = attempt(usage, price);
        if (priced === undefined || price.minimumAudioSeconds !== undefined) return;
        for (const whole of ['input_tokens', 'output_tokens']) {
          if (!price.rates.some(({ unit }) => unit === whole)) continue;
          const counted = priced.lines
            .filter(({ unit }) => unit === whole || units.isPartOf(unit, whole))
            .reduce((a, line) => a.add(line.quantity), Decimal.ZERO);
          expect(counted.toString()).toBe(Decimal.from(usage[whole] ?? 0).toString());
        }
      }),
      { numRuns: 500 },
    );
  });

  it('is the same for whole quantities, however the amounts are computed', () => {
    fc.assert(
      fc.property(rating, ({ price, usage }) => {
        const fast = attempt(usage, price);
        // A rate of nothing per 3,600 has no common scale, which sends every line the general way.
        const odd = {
          unit: 'output_audio_seconds',
          per: 3_600,
          list: Decimal.ZERO,
          contracted: Decimal.ZERO,
        };
        const seconds = { ...odd, unit: 'audio_seconds' };
        const known = new Set(price.rates.map(({ unit }) => unit));
        const extra = [odd, seconds].filter(({ unit }) => !known.has(unit));
        const general = attempt(usage, compilePrice({ ...price, rates: [...price.rates, ...extra] }, units));
        if (fast === undefined || general === undefined) return;
        expect(general.total.compare(fast.total)).toBe(0);
      }),
      { numRuns: 500 },
    );
  });

  it('is never below zero and never less for more of a unit', () => {
    fc.assert(
      fc.property(rating, ({ price, usage }) => {
        const less = attempt(usage, price);
        const more = attempt({ ...usage, output_tokens: (usage['output_tokens'] ?? 0) + 1_000 }, price);
        if (less === undefined || more === undefined) return;
        expect(less.total.isNegative).toBe(false);
        expect(more.total.compare(less.total)).toBeGreaterThanOrEqual(0);
      }),
      { numRuns: 500 },
    );
  });
});

describe('the estimate before a call', () => {
  const text = ['input_tokens', 'cache_read_tokens', 'cache_write_tokens', 'cache_write_1h_tokens'] as const;

  it('is never below what the call then costs', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...PRICED),
        fc.array(fc.tuple(fc.constantFrom(...text), fc.nat({ max: 300_000 })), {
          minLength: 1,
          maxLength: 4,
        }),
        fc.nat({ max: 100_000 }),
        ({ provider, model }, parts, output) => {
          const price = book.resolveOrFallback({ provider, model, at: NOVEMBER_2026 });
          const usage: Usage = { ...inclusive(parts), output_tokens: output };
          const priced = attempt(usage, price);
          if (priced === undefined) return;
          const pico = estimateCost(price, { inputTokens: usage['input_tokens'] ?? 0, outputTokens: output });
          expect(Decimal.fromPico(pico).compare(priced.total)).toBeGreaterThanOrEqual(0);
        },
      ),
      { numRuns: 1_000 },
    );
  });

  it('takes the dearest way in: for Claude the one-hour cache write', () => {
    const price = book.resolveOrFallback({
      provider: 'anthropic',
      model: 'claude-haiku-4-5',
      at: NOVEMBER_2026,
    });
    // 1,000 x 2 + 100 x 5 dollars per million
    expect(estimateCost(price, { inputTokens: 1_000, outputTokens: 100 })).toBe(2_500_000_000n);
  });

  it('rounds a fraction of a pico up', () => {
    const price = compilePrice(
      {
        provider: 'x',
        model: 'y',
        ref: 'list:x/y@undated',
        currency: 'USD',
        priced: true,
        rates: [
          {
            unit: 'input_tokens',
            per: 1_000_000,
            list: Decimal.from('0.0000001'),
            contracted: Decimal.from('0.0000001'),
          },
        ],
      },
      units,
    );
    expect(estimateCost(price, { inputTokens: 1, outputTokens: 0 })).toBe(1n);
    expect(estimateCost(price, { inputTokens: 0, outputTokens: 9 })).toBe(0n);
  });
});

/** `cost = quantity x rate / per` checked by cross-multiplication of integers, with the stated bound where it has no decimal. */
function expectFraction(cost: Decimal, quantity: Decimal, rate: Decimal, per: number): void {
  const left = cost.coefficient * BigInt(per) * 10n ** BigInt(quantity.scale + rate.scale);
  const right = quantity.coefficient * rate.coefficient * 10n ** BigInt(cost.scale);
  if (left === right) return;
  expect(per).toBe(3_600);
  const off = left > right ? left - right : right - left;
  const lastPlace = BigInt(per) * 10n ** BigInt(quantity.scale + rate.scale + cost.scale - QUOTIENT_PLACES);
  expect(off <= lastPlace).toBe(true);
}

function attempt(usage: Usage, price: ResolvedPrice): PricedUsage | undefined {
  try {
    return rateUsage(usage, price);
  } catch {
    return undefined;
  }
}
