import { describe, expect, it } from 'vitest';
import { differences } from './difference.ts';

describe('what an apply changes', () => {
  it('is told in parts, with what is taken away, whatever the order of keys', () => {
    const from = { value: '5.60', class: 'measurable', baseline: { cost: '6.80', minutes: 11 } };
    const to = { class: 'measurable', value: '14.50', confidence: 'estimated' };
    expect(differences('value_metric', from, to)).toEqual([
      { name: 'value_metric.value', from: '5.60', to: '14.50' },
      { name: 'value_metric.baseline', from: { cost: '6.80', minutes: 11 }, to: undefined },
      { name: 'value_metric.confidence', from: undefined, to: 'estimated' },
    ]);
  });

  it('is told whole where one side is no object, and for lists', () => {
    expect(differences('stage', 'pilot', 'production')).toEqual([
      { name: 'stage', from: 'pilot', to: 'production' },
    ]);
    expect(differences('limits', null, { steps: 3 })).toEqual([
      { name: 'limits', from: null, to: { steps: 3 } },
    ]);
    expect(differences('models', ['a'], ['a', 'b'])).toHaveLength(1);
  });
});
