import { calcPrice, type Provider, waitForUpdate } from '@pydantic/genai-prices';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Unit, UnitId, Usage } from '../usage/index.ts';
import { book, list, units } from './catalog.fixture.ts';
import { rateUsage } from './rate.ts';

/** The reference computes in floats and is the source of the rates: totals must agree to 9 digits. */
const TOLERANCE = 1e-9;

let providers: readonly Provider[];
beforeAll(async () => {
  providers = (await waitForUpdate()) ?? [];
});

afterAll(() => {
  expect(outcomes.positive).toBeGreaterThan(0.6 * outcomes.equal);
  expect(outcomes.refused).toBeGreaterThan(200);
});

const REPORTED = units.all.filter(({ id }) => id !== 'requests');

/**
 * Usage that can happen: quantities are drawn for the finest parts and added up into every whole, as if each token was
 * counted by all units it belongs to.
 */
const possibleUsage = fc
  .array(fc.tuple(fc.constantFrom(...REPORTED), fc.integer({ min: 0, max: 400_000 })), { maxLength: 6 })
  .map((parts) => addUp(parts));

function addUp(parts: readonly (readonly [Unit, number])[]): Usage {
  const usage: Record<UnitId, number> = {};
  for (const [unit, quantity] of parts) {
    for (const id of [unit.id, ...units.ancestorsOf(unit.id)]) usage[id] = (usage[id] ?? 0) + quantity;
  }
  return withOverlaps(usage);
}

/** The reference wants a figure for every overlap of two positive units; none of it was used here unless drawn. */
function withOverlaps(usage: Record<UnitId, number>): Usage {
  const all: Record<UnitId, number> = { ...usage };
  for (const a of Object.keys(usage)) {
    for (const b of Object.keys(usage)) {
      const [unitA, unitB] = [units.get(a), units.get(b)];
      const join = unitA && unitB && units.join(unitA, unitB);
      if (join !== undefined) all[join.id] ??= 0;
    }
  }
  return all;
}

function nameOf(provider: Provider, match: unknown): string[] {
  if (typeof match !== 'object' || match === null) return [];
  return Object.entries(match).flatMap(([key, value]) => {
    if (Array.isArray(value)) return value.flatMap((part) => nameOf(provider, part));
    return key === 'regex' ? [] : [String(value)];
  });
}

const INSTANTS = [
  '2024-01-01T00:30:00Z',
  '2025-06-10T00:00:00Z',
  '2026-03-13T03:59:59Z',
  '2026-09-01T07:30:00Z',
  '2027-01-01T20:00:00Z',
];

describe('every model of the list', () => {
  it('costs what the reference says, at several instants and usages', () => {
    const usages = fc.sample(possibleUsage, { numRuns: 40, seed: 7 });
    let compared = 0;
    for (const provider of providers) {
      for (const [index, model] of provider.models.entries()) {
        for (const instant of INSTANTS) {
          const usage = usages[(index + compared) % usages.length] ?? {};
          compareWithReference(provider, model.id, instant, usage);
          compared++;
        }
      }
    }
    expect(compared).toBe(1_694 * INSTANTS.length);
  });

  it('is found under every name the list gives for it, and under dated spellings', () => {
    const usage = { input_tokens: 1_000, output_tokens: 100, cache_read_tokens: 10 };
    for (const provider of providers) {
      for (const model of provider.models) {
        const names = [model.id, ...nameOf(provider, model.match)];
        for (const name of names.slice(0, 6)) {
          for (const spelled of [name, `${name}-20260101`, ` ${name.toUpperCase()}`]) {
            compareWithReference(provider, spelled, '2026-11-15T12:00:00Z', usage);
          }
        }
      }
    }
  });

  it('is found under the names a provider goes by', () => {
    for (const [provider, model] of [
      ['Google-Vertex', 'gemini-2.5-pro'],
      ['bedrock', 'anthropic.claude-sonnet-4-5-20250929-v1:0'],
      ['litellm', 'anthropic/claude-haiku-4-5'],
      ['litellm', 'gpt-4o'],
      ['together_ai', 'meta-llama/Llama-3.3-70B-Instruct-Turbo'],
      ['azure', 'gpt-4o'],
      ['azure', 'claude-opus-4-5'],
      ['google', 'claude-3-7-sonnet@20250219'],
      ['xai', 'grok-4'],
      ['nobody', 'gpt-4o'],
    ] as const) {
      const theirs = calcPrice({ input_tokens: 1_000_000 }, model, { providerId: provider });
      const ours = book.resolve({ provider, model, at: Date.now() });
      expect(ours?.model, `${provider} ${model}`).toBe(theirs?.model.id);
      expect(ours?.provider, `${provider} ${model}`).toBe(theirs?.provider.id);
    }
  });

  it('bills ten seconds at least where Groq does', () => {
    for (const seconds of [0, 0.5, 9.99, 10, 11.25]) {
      const usages: Usage[] = [
        { audio_seconds: seconds },
        { input_audio_seconds: seconds },
        { audio_seconds: 0, input_audio_seconds: seconds },
      ];
      for (const usage of usages) {
        compareWithReference({ id: 'groq' }, 'whisper-large-v3', '2026-11-15T12:00:00Z', usage);
      }
    }
  });
});

describe('random usage', () => {
  const models = list.providers.flatMap((provider) =>
    provider.models
      .filter(({ prices }) => prices.some(({ rates }) => Object.keys(rates).length > 3))
      .map((model) => ({ provider, model })),
  );

  it('is refused where the reference refuses it, parts without or above their wholes', () => {
    const anyUsage = fc.dictionary(fc.constantFrom(...REPORTED.map(({ id }) => id)), fc.nat({ max: 1_000 }), {
      maxKeys: 4,
    });
    fc.assert(
      fc.property(fc.constantFrom(...models), anyUsage, (entry, usage) => {
        compareWithReference(entry.provider, entry.model.id, '2026-11-15T12:00:00Z', { ...usage });
      }),
      { numRuns: 2_000 },
    );
  });

  it('costs what the reference says for models with many units', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...models),
        possibleUsage,
        fc.date({ min: new Date('2023-01-01'), max: new Date('2027-12-31'), noInvalidDate: true }),
        (entry, usage, date) => {
          compareWithReference(entry.provider, entry.model.id, date.toISOString(), usage);
        },
      ),
      { numRuns: 2_000 },
    );
  });
});

/** How the comparisons went, so that a test of nothing but refusals cannot pass. */
const outcomes = { equal: 0, positive: 0, refused: 0, unknown: 0 };

/** Both answer the same amount, or both find the usage impossible, or neither knows the model. */
function compareWithReference(provider: { id: string }, model: string, instant: string, usage: Usage): void {
  const timestamp = new Date(instant);
  const label = `${provider.id} ${model} at ${instant} for ${JSON.stringify(usage)}`;
  const price = book.resolve({ provider: provider.id, model, at: timestamp.getTime() });
  const theirs = attempt(() => calcPrice({ ...usage }, model, { providerId: provider.id, timestamp }));
  if (theirs === null) {
    expect(price, label).toBeUndefined();
    outcomes.unknown++;
    return;
  }
  expect(price, label).toBeDefined();
  if (price === undefined) return;
  const ours = attempt(() => rateUsage(usage, price));
  if (theirs === 'refused' || ours === 'refused' || ours === null) {
    expect(ours, label).toBe(theirs);
    outcomes.refused++;
    return;
  }
  expect(price.model, label).toBe(theirs.model.id);
  const total = Number(ours.total.toString());
  expect(Math.abs(total - theirs.total_price), label).toBeLessThanOrEqual(
    TOLERANCE * Math.max(1e-6, theirs.total_price),
  );
  outcomes.equal++;
  if (total > 0) outcomes.positive++;
}

function attempt<T>(work: () => T): T | 'refused' {
  try {
    return work();
  } catch {
    return 'refused';
  }
}
