import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { responseStoreContract } from '../store.contract.ts';
import { manualClock } from '../testing/clock.ts';
import { responseOf } from '../testing/response.ts';
import { entrySize } from './entry-size.ts';
import { MemoryResponseStore } from './store.ts';

responseStoreContract('memory', async () => {
  const clock = manualClock();
  const store = new MemoryResponseStore({ clock, maxEntryBytes: 64 * 1024 });
  return { store, elapse: async (milliseconds) => clock.advance(milliseconds) };
});

const one = entrySize('k0', responseOf());

describe('memory store', () => {
  it('drops the least recently used first', () => {
    const store = new MemoryResponseStore({ clock: manualClock(), maxBytes: 3 * one });
    for (const key of ['k0', 'k1', 'k2']) store.set(key, responseOf(), 60);
    store.get('k0');
    store.set('k3', responseOf(), 60);
    expect(['k0', 'k1', 'k2', 'k3'].map((key) => store.get(key) !== undefined)).toEqual([
      true,
      false,
      true,
      true,
    ]);
  });

  it('never keeps a slice of a larger buffer alive', () => {
    const store = new MemoryResponseStore({ clock: manualClock() });
    store.set('k', responseOf({ body: Buffer.alloc(1_000_000).subarray(10, 20) }), 60);
    expect(store.get('k')?.body.buffer.byteLength).toBe(10);
  });

  it('counts the bytes of exactly what it keeps, and never more than its bound', () => {
    const key = fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f', 'g', 'h');
    const action = fc.oneof(
      fc.record({ do: fc.constant('set' as const), key, size: fc.nat(3_000), ttl: fc.nat(5) }),
      fc.record({ do: fc.constant('get' as const), key }),
      fc.record({ do: fc.constant('wait' as const), ms: fc.nat(3_000) }),
    );
    fc.assert(
      fc.property(fc.array(action, { maxLength: 60 }), (actions) => {
        const clock = manualClock();
        const store = new MemoryResponseStore({ clock, maxBytes: 6_000, maxEntryBytes: 3_000 });
        const sizes = new Map<string, number>();
        for (const step of actions) {
          if (step.do === 'wait') clock.advance(step.ms);
          else if (step.do === 'get') store.get(step.key);
          else {
            const response = responseOf({ body: Buffer.alloc(step.size) });
            store.set(step.key, response, step.ttl);
            sizes.set(step.key, entrySize(step.key, response));
          }
          expect(store.stats().bytes).toBeLessThanOrEqual(6_000);
        }
        let found = 0;
        for (const name of sizes.keys()) if (store.get(name) !== undefined) found += sizes.get(name) ?? 0;
        expect(store.stats().bytes).toBe(found);
      }),
    );
  });
});
