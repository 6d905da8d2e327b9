import { describe, expect, it } from 'vitest';
import listText from '../../../../catalog/prices/list.json?raw';
import unitsText from '../../../../catalog/units.json?raw';
import { Decimal } from '../money/index.ts';
import { list, units } from './catalog.fixture.ts';
import { compilePrice } from './compile.ts';
import { createPriceBook } from './create-book.ts';
import { parseOverrides } from './overrides.ts';
import { rateUsage } from './rate.ts';
import type { ResolvedPrice } from './types.ts';

/**
 * A second calculator, written from scratch on fractions of integers: it reads the catalog's files itself and shares no code with
 * the engine. Quantities are drawn leaf by leaf, and the engine is given the sums that a provider would report.
 */
const PAIRS = 100_000;

interface Fraction {
  over: bigint;
  under: bigint;
}

interface RawUnit {
  dimensions: Record<string, string>;
  per: number;
  price_key: string;
}

type RawRate = string | { base: string; tiers: { start: number; price: string }[] };

interface RawPrice {
  provider: string;
  model: string;
  at: number;
  rates: Record<string, RawRate>;
}

const rawUnits: Record<string, RawUnit> = JSON.parse(unitsText).units;
const unitOfKey = new Map(Object.entries(rawUnits).map(([id, { price_key: key }]) => [key, id]));
/** By unit: itself and everything that counts it, too. */
const counters = new Map(
  Object.entries(rawUnits).map(([id, { dimensions }]) => [
    id,
    Object.entries(rawUnits).flatMap(([other, its]) =>
      Object.entries(its.dimensions).every(([name, value]) => dimensions[name] === value) ? [other] : [],
    ),
  ]),
);

function fraction(text: string): Fraction {
  const [whole = '0', decimals = ''] = text.split('.');
  return { over: BigInt(whole + decimals), under: BigInt(`1${'0'.repeat(decimals.length)}`) };
}

const times = (a: Fraction, b: Fraction): Fraction => ({ over: a.over * b.over, under: a.under * b.under });
const plus = (a: Fraction, b: Fraction): Fraction => ({
  over: a.over * b.under + b.over * a.under,
  under: a.under * b.under,
});

/** Mulberry32: the same pairs in every run. */
function dice(seed: number) {
  let state = seed;
  const next = () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
  const below = (limit: number) => Math.floor(next() * limit);
  return { below, pick: <T>(from: readonly T[]): T => from[below(from.length)] as T };
}

type Dice = ReturnType<typeof dice>;

/** Every dated price of the list, at its first instant. Windows of the day and minimum durations are tested elsewhere. */
function rawPrices(): RawPrice[] {
  const providers: { id: string; models: Record<string, unknown>[] }[] = JSON.parse(listText).providers;
  return providers.flatMap(({ id: provider, models }) =>
    models.flatMap((model) => {
      const prices = model['prices'] as {
        start_date?: string;
        time_of_day?: unknown;
        rates: RawPrice['rates'];
      }[];
      const odd = prices.some(({ time_of_day: window }) => window !== undefined);
      if (odd || model['minimum_audio_seconds'] !== undefined) return [];
      return prices.map(({ start_date: day, rates }) => ({
        provider,
        model: String(model['id']),
        at: day === undefined ? Date.parse('2020-01-01') : Date.parse(day),
        rates,
      }));
    }),
  );
}

/** What each priced unit is charged for, and what a provider would report of it. */
function draw(priced: readonly string[], { below, pick }: Dice) {
  const leaves = new Map<string, number>();
  const usage: Record<string, number> = {};
  for (const unit of priced) {
    if (unit === 'requests') continue;
    const leaf = below(3) === 0 ? 0 : below(pick([10, 10_000, 1_000_000, 2 ** 31]));
    leaves.set(unit, leaf);
    for (const counter of counters.get(unit) ?? []) usage[counter] = (usage[counter] ?? 0) + leaf;
  }
  return { leaves, usage };
}

function rateAt(rate: RawRate, totalInput: number): Fraction {
  if (typeof rate === 'string') return fraction(rate);
  const reached = rate.tiers.filter(({ start }) => totalInput > start);
  return fraction(reached.at(-1)?.price ?? rate.base);
}

function expected(
  rates: Record<string, RawRate>,
  leaves: ReadonlyMap<string, number>,
  totalInput: number,
): Fraction {
  let total: Fraction = { over: 0n, under: 1n };
  for (const [unit, rate] of Object.entries(rates)) {
    const quantity = unit === 'requests' ? 1 : (leaves.get(unit) ?? 0);
    const per = { over: BigInt(quantity), under: BigInt(rawUnits[unit]?.per ?? 1) };
    total = plus(total, times(per, rateAt(rate, totalInput)));
  }
  return total;
}

/** Exactly, or where hours divide by 3,600, to the 24th place of each line. */
function isSame(total: Decimal, reference: Fraction, lines: number, exact: boolean): boolean {
  const left = total.coefficient * reference.under;
  const right = reference.over * 10n ** BigInt(total.scale);
  if (exact) return left === right;
  const off = left > right ? left - right : right - left;
  return off * 10n ** 24n <= BigInt(lines) * reference.under * 10n ** BigInt(total.scale);
}

function check(
  price: ResolvedPrice,
  rates: Record<string, RawRate>,
  factor: Fraction,
  chance: Dice,
): string | undefined {
  const { leaves, usage } = draw(Object.keys(rates), chance);
  const { total, lines } = rateUsage(usage, price);
  const reference = times(expected(rates, leaves, usage['input_tokens'] ?? 0), factor);
  const exact = Object.keys(rates).every((unit) => rawUnits[unit]?.per !== 3_600);
  if (isSame(total, reference, lines.length, exact)) return undefined;
  return `${price.ref}: ${total} for ${JSON.stringify(usage)}, not ${reference.over}/${reference.under}`;
}

const byUnit = (rates: Record<string, RawRate>) =>
  Object.fromEntries(Object.entries(rates).map(([key, rate]) => [unitOfKey.get(key) ?? key, rate]));

describe('100,000 random pairs of price and usage', () => {
  it('cost what a second calculator says, list prices under random discounts', () => {
    const chance = dice(20_261_122);
    const known = rawPrices();
    const percents = ['0', '5', '12.5', '33.33', '0.0001', '100'];
    const books = percents.map((percent) => {
      const overrides = list.providers.map(({ id }) => ({
        id: `all-${id}`,
        provider: id,
        discount_percent: percent,
        source: 'made up',
      }));
      return createPriceBook(list, units, { organization: parseOverrides(overrides, units) });
    });
    const wrong: string[] = [];
    let compared = 0;
    while (compared < PAIRS / 2) {
      const raw = chance.pick(known);
      const choice = raw.model.length % percents.length;
      const price = books[choice]?.resolve(raw);
      if (price?.model !== raw.model || price.provider !== raw.provider) {
        known.splice(known.indexOf(raw), 1);
        continue;
      }
      const { over, under } = fraction(percents[choice] ?? '0');
      const factor = { over: 100n * under - over, under: 100n * under };
      const problem = check(price, byUnit(raw.rates), factor, chance);
      if (problem !== undefined) wrong.push(problem);
      compared++;
    }
    expect(wrong).toEqual([]);
    expect(known.length).toBeGreaterThan(1_000);
  });

  it('cost what a second calculator says, random rates of many digits with random steps', () => {
    const chance = dice(7);
    const sets = [
      ['input_tokens', 'output_tokens'],
      ['input_tokens', 'cache_read_tokens', 'cache_write_tokens', 'cache_write_1h_tokens', 'output_tokens'],
      [
        'input_tokens',
        'input_audio_tokens',
        'cache_read_tokens',
        'cache_audio_read_tokens',
        'output_tokens',
        'web_searches',
      ],
      ['requests', 'input_tokens', 'output_tokens', 'output_reasoning_tokens', 'code_executions'],
      ['output_images', 'output_video_seconds', 'input_characters'],
    ];
    const wrong: string[] = [];
    for (let made = 0; made < PAIRS / 100; made++) {
      const rates = randomRates(chance.pick(sets), chance);
      const price = compilePrice(priceOf(rates), units);
      for (let pair = 0; pair < 50; pair++) {
        const problem = check(price, rates, { over: 1n, under: 1n }, chance);
        if (problem !== undefined) wrong.push(problem);
      }
    }
    expect(wrong).toEqual([]);
  });
});

function randomRates(of: readonly string[], chance: Dice): Record<string, RawRate> {
  const amount = () =>
    `${chance.below(100)}.${String(chance.below(10 ** 9)).padStart(chance.pick([9, 11, 12]), '0')}`;
  const stepped = chance.below(2) === 0;
  return Object.fromEntries(
    of.map((unit) => {
      if (!stepped || !unit.endsWith('tokens')) return [unit, amount()];
      const tiers = [128_000, 1_000_000].map((start) => ({ start, price: amount() }));
      return [unit, { base: amount(), tiers }];
    }),
  );
}

function priceOf(rates: Record<string, RawRate>): ResolvedPrice {
  return {
    provider: 'made-up',
    model: 'random',
    ref: 'list:made-up/random@undated',
    currency: 'USD',
    priced: true,
    rates: Object.entries(rates).map(([unit, rate]) => {
      const base = Decimal.from(typeof rate === 'string' ? rate : rate.base);
      const steps = typeof rate === 'string' ? [] : rate.tiers;
      const tiers = steps.map(({ start, price }) => {
        const each = Decimal.from(price);
        return { start, list: each, contracted: each };
      });
      const per = rawUnits[unit]?.per ?? 1;
      return { unit, per, list: base, contracted: base, ...(tiers.length === 0 ? {} : { tiers }) };
    }),
  };
}
