import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { proposeTier, type WorkloadTraits } from './tier-proposal.ts';

const PLAIN: WorkloadTraits = {
  complexity: 'medium',
  risk: 'low',
  latency: 'interactive',
  quality: 'medium',
  data_sensitivity: 'internal',
  cost_sensitivity: 'medium',
  criticality: 'low',
};
const level = fc.constantFrom('low', 'medium', 'high');
const traits = fc.record({
  complexity: level,
  risk: level,
  latency: fc.constantFrom('realtime', 'interactive', 'background'),
  quality: level,
  data_sensitivity: fc.constantFrom('public', 'internal', 'confidential', 'restricted'),
  cost_sensitivity: level,
  criticality: level,
}) as fc.Arbitrary<WorkloadTraits>;
const ORDER = ['small', 'mid', 'frontier', 'reasoning'];
const rank = (given: WorkloadTraits) => ORDER.indexOf(proposeTier(given).tier);

describe('the tier that is proposed', () => {
  it.each<[string, Partial<WorkloadTraits>, string]>([
    ['simple work', { complexity: 'low' }, 'small'],
    ['ordinary work', {}, 'mid'],
    ['hard work', { complexity: 'high' }, 'frontier'],
    ['simple work that must be good', { complexity: 'low', quality: 'high' }, 'mid'],
    ['ordinary work that must be good', { quality: 'high' }, 'frontier'],
    ['simple work where mistakes are dear', { complexity: 'low', risk: 'high' }, 'mid'],
    ['simple work the company rests on', { complexity: 'low', criticality: 'high' }, 'mid'],
    ['hard, exacting work', { complexity: 'high', quality: 'high' }, 'reasoning'],
    [
      'hard, exacting work in real time',
      { complexity: 'high', quality: 'high', latency: 'realtime' },
      'frontier',
    ],
    ['ordinary work that must be cheap', { cost_sensitivity: 'high' }, 'small'],
    ['hard work that must be cheap', { complexity: 'high', cost_sensitivity: 'high' }, 'mid'],
    ['cheap work where mistakes are dear', { cost_sensitivity: 'high', risk: 'high' }, 'mid'],
    ['cheap work that must be good', { cost_sensitivity: 'high', quality: 'high' }, 'frontier'],
  ])('for %s', (_, given, tier) => {
    expect(proposeTier({ ...PLAIN, ...given }).tier).toBe(tier);
  });

  it('says why, a sentence per rule that had a say', () => {
    const { reasons, formula } = proposeTier({
      ...PLAIN,
      complexity: 'low',
      risk: 'high',
      cost_sensitivity: 'high',
      data_sensitivity: 'restricted',
    });
    expect(formula).toBe('tier_proposal');
    expect(reasons).toEqual([
      'Complexity is low: small to begin with.',
      'Risk is high, so not the smallest: mid.',
      'Cost matters, but risk is high: still mid.',
      'Data is restricted: this changes no tier, but name a data class that says which providers may see it.',
    ]);
  });

  it('never falls when work gets harder, riskier or more exacting, and never rises when cost matters more', () => {
    const levels = ['low', 'medium', 'high'] as const;
    fc.assert(
      fc.property(traits, (given) => {
        for (const trait of ['complexity', 'risk', 'quality', 'criticality'] as const) {
          const ranks = levels.map((of) => rank({ ...given, [trait]: of }));
          expect(ranks, trait).toEqual([...ranks].sort((a, b) => a - b));
        }
        const ranks = levels.map((of) => rank({ ...given, cost_sensitivity: of }));
        expect(ranks).toEqual([...ranks].sort((a, b) => b - a));
        expect(proposeTier(given).reasons.length).toBeGreaterThan(0);
      }),
    );
  });
});
