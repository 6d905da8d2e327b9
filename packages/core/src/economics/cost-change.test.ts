import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Decimal } from '../money/index.ts';
import { type CostFacts, explainCostChange } from './cost-change.ts';

const of = (value: string | number) => Decimal.from(value);
const facts = (more: Partial<CostFacts> = {}): CostFacts => ({
  apiCost: of(6),
  loadedCost: of(6),
  tokens: 3,
  calls: 1,
  outcomes: 1,
  successes: 1,
  ...more,
});
const parts = (before: CostFacts, after: CostFacts) =>
  Object.fromEntries(
    (explainCostChange(before, after)?.parts ?? [])
      .filter(({ amount }) => !amount.isZero)
      .map(({ cause, amount }) => [cause, amount.toString()]),
  );

describe('cost per success taken apart', () => {
  it('price 2 to 4 and tokens 3 to 5: (4 - 2) x (3 + 5) / 2 = 8 and (5 - 3) x (2 + 4) / 2 = 6, together 14', () => {
    const after = facts({ apiCost: of(20), loadedCost: of(20), tokens: 5 });
    expect(parts(facts(), after)).toEqual({ price_per_token: '8', tokens_per_call: '6' });
  });

  it('lays a change that has one cause wholly at its door', () => {
    const before = facts({ loadedCost: of(16), calls: 10, tokens: 30, outcomes: 10, successes: 5 });
    expect(parts(before, { ...before, successes: 10 })).toEqual({ success_rate: '-1.6' });
    expect(parts(before, { ...before, loadedCost: of(26) })).toEqual({ other_costs: '2' });
    expect(parts(before, { ...before, apiCost: of(12), loadedCost: of(22) })).toEqual({
      price_per_token: '1.2',
    });
  });

  it('twice the outcomes with the same people: 10 of other costs are spread, 10 / 20 - 10 / 10', () => {
    const before = facts({ apiCost: of(10), loadedCost: of(20), calls: 10, outcomes: 10, successes: 10 });
    const after = facts({
      apiCost: of(20),
      loadedCost: of(30),
      tokens: 6,
      calls: 20,
      outcomes: 20,
      successes: 20,
    });
    expect(parts(before, after)).toEqual({ volume: '-0.5' });
  });

  it('does without tokens or calls where a range has none', () => {
    const none = facts({ tokens: 0 });
    expect(parts(none, { ...none, apiCost: of(8), loadedCost: of(8) })).toEqual({ cost_per_call: '2' });
    const callless = facts({ calls: 0, tokens: 0 });
    expect(parts(callless, facts({ apiCost: of(8), loadedCost: of(8) }))).toEqual({
      api_cost_per_outcome: '2',
    });
  });

  it('says nothing when a range has no success', () => {
    expect(explainCostChange(facts({ successes: 0 }), facts())).toBeUndefined();
  });

  it('sums to the whole exactly, whatever happened', () => {
    const count = fc.integer({ min: 0, max: 5_000_000 });
    const cents = fc.bigInt({ min: 0n, max: 10n ** 15n }).map((units) => new Decimal(units, 6));
    const any = fc
      .record({ apiCost: cents, other: cents, tokens: count, calls: count, failures: count })
      .chain((one) =>
        fc.integer({ min: 1, max: 100_000 }).map((successes) => ({
          ...one,
          loadedCost: one.apiCost.add(one.other),
          outcomes: successes + one.failures,
          successes,
        })),
      );
    fc.assert(
      fc.property(any, any, (before, after) => {
        const change = explainCostChange(before, after);
        const sum = change?.parts.reduce((a, { amount }) => a.add(amount), Decimal.ZERO);
        const whole = change?.to.subtract(change.from);
        expect(sum?.toFixed(12)).toBe(whole?.toFixed(12));
        // what was rounded is nobody's cause: without it the parts still agree to a billionth
        for (const { amount } of change?.parts ?? []) expect(amount.scale).toBeLessThanOrEqual(12);
      }),
      { numRuns: 60 },
    );
  });
});
