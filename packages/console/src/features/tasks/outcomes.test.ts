import type { Outcome } from '@weir/core/contract';
import { describe, expect, it } from 'vitest';
import { leftOf, worthOf } from './outcomes.ts';

const told: Outcome = {
  id: '1',
  outcome: 'claim_routed',
  at: '2026-11-22T00:00:00Z',
  success: true,
  workload: 'claims-triage',
  task: 'claim-1',
  confidence: 'measured',
  class: 'measurable',
  attributes: {},
  source: 'api',
  recorded_at: '2026-11-22T00:00:00Z',
  version: 1,
  retracted: false,
  sandbox: false,
  link: 'linked',
};
const metric = {
  outcome: 'claim_routed',
  value: '5.60',
  currency: 'USD',
  class: 'measurable',
  confidence: 'measured',
} as const;

describe('what a task led to', () => {
  it('is worth what was told with it, else what the value metric says; a failure nothing', () => {
    expect(worthOf({ ...told, value: '9', currency: 'EUR' }, metric)).toEqual({
      value: '9',
      currency: 'EUR',
      isOfMetric: false,
    });
    expect(worthOf(told, metric)).toEqual({ value: '5.60', currency: 'USD', isOfMetric: true });
    expect(worthOf({ ...told, success: false }, metric)).toBeUndefined();
    expect(worthOf({ ...told, outcome: 'something_else' }, metric)).toBeUndefined();
  });

  it('leaves value less cost, and says nothing across currencies or classes', () => {
    const row = { outcome: told, worth: worthOf(told, metric) };
    const task = { cost: '0.0552', currency: 'USD' };
    expect(leftOf([row], task)).toEqual({ value: '5.6', rest: '5.5448' });
    expect(leftOf([row], { ...task, currency: 'EUR' })).toBeUndefined();
    const other = { ...row, outcome: { ...told, class: 'strategic' as const } };
    expect(leftOf([row, other], task)).toBeUndefined();
    expect(leftOf([], task)).toBeUndefined();
  });
});
