import { expect, it } from 'vitest';
import { trafficOfFamily } from './traffic.ts';

it('counts what was merged into a workload as its own', () => {
  const of = new Map([
    ['bot', { calls: 10, errors: 1, cost: '2.5', attributedCost: '2' }],
    ['old-bot', { calls: 5, errors: 0, cost: '0.000000000001', attributedCost: '0' }],
  ]);
  const both = { calls: 15, errors: 1, cost: '2.500000000001', attributedCost: '2' };
  expect(trafficOfFamily(of, ['bot', 'old-bot', 'quiet'])).toEqual(both);
  expect(trafficOfFamily(of, ['quiet'])).toBeUndefined();
});
