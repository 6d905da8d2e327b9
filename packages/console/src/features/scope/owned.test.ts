import { describe, expect, it } from 'vitest';
import { ownedBy } from './owned.ts';

const workload = (id: string, team: string, environment = 'production') => ({
  id,
  team,
  environment,
  application: 'portal',
});
const ALL = [workload('a', 'care'), workload('b', 'claims'), workload('c', 'care', 'staging')];
const left = (...filter: string[]) => [...(ownedBy(filter, ALL) ?? ['everything'])];

describe('filters on whose it is', () => {
  it('are alternatives within a dimension and add up between dimensions', () => {
    expect(left('team=care')).toEqual(['a', 'c']);
    expect(left('team=care', 'team=claims', 'environment=production')).toEqual(['a', 'b']);
    expect(left('workload=b', 'team=care')).toEqual([]);
  });

  it('find those that have none, and leave all where nothing shared is asked', () => {
    expect(left('cost_center=')).toEqual(['a', 'b', 'c']);
    expect(left('model=gpt-4o')).toEqual(['everything']);
    expect(ownedBy(undefined, ALL)).toBeUndefined();
  });
});
