import { describe, expect, it } from 'vitest';
import { createUuidV7 } from './ids.ts';

const V7 = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

describe('createUuidV7', () => {
  it('makes ids that tell their time and never come twice', () => {
    let now = Date.UTC(2026, 10, 22);
    const id = createUuidV7({ now: () => now, monotonic: () => 0 });
    const first = id();
    now += 5;
    const ids = [first, ...Array.from({ length: 5_000 }, id)];
    expect(ids.every((one) => V7.test(one))).toBe(true);
    expect(new Set(ids).size).toBe(ids.length);
    expect(Number.parseInt(first.replaceAll('-', '').slice(0, 12), 16)).toBe(now - 5);
    expect((ids[1] as string) > first).toBe(true);
  });

  it('keep the order they were made in within a millisecond', () => {
    const id = createUuidV7({ now: () => Date.UTC(2026, 10, 22), monotonic: () => 0 });
    const ids = Array.from({ length: 2_000 }, id);
    expect(ids.toSorted()).toEqual(ids);
  });
});
