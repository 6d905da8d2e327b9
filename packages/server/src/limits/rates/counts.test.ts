import { expect, it } from 'vitest';
import { LimitCounts } from './counts.ts';
import { ruleOf } from './rule.ts';
import { limit } from './testing/limits.ts';

const rule = ruleOf(limit({ metric: 'requests', limit: '10', per: 'user' }));
const SHARING = { leased: false, gateways: 1 };

it('remembers a bounded number of subjects, those in use first', () => {
  const counts = new LimitCounts(rule, SHARING, 100);
  const used = counts.of('used', 0);
  const running = counts.of('running', 0);
  running.running = 1;
  for (let i = 0; i < 1_000; i += 1) {
    counts.of(`user ${i}`, i);
    counts.of('used', i).take(1, i);
  }
  expect(counts.size).toBeLessThanOrEqual(101);
  expect(counts.of('running', 1_000)).toBe(running);
  expect(running.forgotten).toBe(false);
  expect(counts.of('used', 1_000)).toBe(used);
});

it('takes the same limit of another metric for another limit', () => {
  const counts = new LimitCounts(rule, SHARING);
  expect(counts.follow(ruleOf(limit({ metric: 'tokens', limit: '10', per: 'user' })))).toBe(false);
  expect(counts.follow(ruleOf(limit({ metric: 'requests', limit: '99', per: 'user' })))).toBe(true);
});
