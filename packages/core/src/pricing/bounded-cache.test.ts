import { describe, expect, it } from 'vitest';
import { BoundedCache } from './bounded-cache.ts';

describe('BoundedCache', () => {
  it('forgets what is neither new nor asked for, and never what is in use', () => {
    const cache = new BoundedCache<number>(100);
    cache.set('in use', 1);
    for (let index = 0; index < 10_000; index++) {
      cache.set(`passing ${index}`, index);
      if (index % 10 === 0) expect(cache.get('in use')).toBe(1);
    }
    const kept = Array.from({ length: 10_000 }, (_, index) => cache.get(`passing ${index}`)).filter(
      (value) => value !== undefined,
    );
    expect(kept.length).toBeGreaterThan(0);
    expect(kept.length).toBeLessThanOrEqual(100);
    expect(cache.get('passing 0')).toBeUndefined();
  });
});
