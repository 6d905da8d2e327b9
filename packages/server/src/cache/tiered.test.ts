import { describe, expect, it } from 'vitest';
import { MemoryResponseStore } from './memory/store.ts';
import { responseStoreContract } from './store.contract.ts';
import { manualClock } from './testing/clock.ts';
import { responseOf } from './testing/response.ts';
import { TieredResponseStore } from './tiered.ts';

responseStoreContract('memory in front of memory', async () => {
  const clock = manualClock();
  const store = (bytes: number) => new MemoryResponseStore({ clock, maxEntryBytes: bytes });
  return {
    store: new TieredResponseStore(store(2_000), store(64 * 1024), clock),
    elapse: async (milliseconds) => clock.advance(milliseconds),
  };
});

describe('tiered store', () => {
  it('keeps near what it found afar, and no longer than it lives there', () => {
    const clock = manualClock();
    const near = new MemoryResponseStore({ clock });
    const far = new MemoryResponseStore({ clock });
    const tiered = new TieredResponseStore(near, far, clock);
    far.set('k', responseOf(), 60);
    clock.advance(40_000);
    expect(tiered.get('k')).toBeDefined();
    expect(near.get('k')).toBeDefined();
    clock.advance(19_999);
    expect(near.get('k')).toBeDefined();
    clock.advance(1);
    expect(tiered.get('k')).toBeUndefined();
    expect(tiered.stats()).toMatchObject({ hits: 1, misses: 1 });
  });
});
