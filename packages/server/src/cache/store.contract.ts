import { afterEach, describe, expect, it, vi } from 'vitest';
import type { ResponseStore } from './contract.ts';
import { responseOf } from './testing/response.ts';

export interface StoreUnderTest {
  readonly store: ResponseStore;
  /** Lets so much time pass for the store. */
  elapse(milliseconds: number): Promise<void>;
}

/** What every backend promises. `create` gives an empty store that takes entries of up to 64 KiB. */
export function responseStoreContract(name: string, create: () => Promise<StoreUnderTest>): void {
  describe(`${name} as a response store`, () => {
    const open: ResponseStore[] = [];
    const fresh = async () => {
      const made = await create();
      open.push(made.store);
      return made;
    };
    const kept = (store: ResponseStore, key: string) =>
      vi.waitFor(async () => expect(await store.get(key)).toBeDefined(), { interval: 5 });

    afterEach(async () => {
      await Promise.all(open.splice(0).map((store) => store.close()));
    });

    it('gives back what was put in, byte for byte', async () => {
      const { store } = await fresh();
      const body = Buffer.from(Array.from({ length: 1_024 }, (_, i) => i % 256));
      const response = responseOf({ body, contentType: 'text/event-stream', usage: '{"é":"\\u0000"}' });
      store.set('k', response, 60);
      await kept(store, 'k');
      const found = await store.get('k');
      expect(found).toMatchObject({ ...response, body: expect.anything() });
      expect(Buffer.compare(found?.body ?? Buffer.alloc(0), body)).toBe(0);
    });

    it('says until when an entry lives', async () => {
      const { store } = await fresh();
      store.set('k', responseOf(), 60);
      await kept(store, 'k');
      expect((await store.get('k'))?.expiresAt).toBeGreaterThan(0);
    });

    it('keeps an answer without a finish reason and one without a body', async () => {
      const { store } = await fresh();
      const { finishReason: _, ...rest } = responseOf({ body: Buffer.alloc(0) });
      store.set('k', rest, 60);
      await kept(store, 'k');
      const found = await store.get('k');
      expect(found?.body.length).toBe(0);
      expect(found !== undefined && 'finishReason' in found).toBe(false);
    });

    it('knows nothing of other keys', async () => {
      const { store } = await fresh();
      store.set('k', responseOf(), 60);
      await kept(store, 'k');
      expect(await store.get('k2')).toBeUndefined();
      expect(await store.get('')).toBeUndefined();
    });

    it('forgets when the time to live is over', async () => {
      const { store, elapse } = await fresh();
      store.set('short', responseOf(), 0.3);
      store.set('long', responseOf(), 60);
      await kept(store, 'long');
      await elapse(400);
      expect(await store.get('short')).toBeUndefined();
      expect(await store.get('long')).toBeDefined();
    });

    it('keeps the last of two answers of one key', async () => {
      const { store } = await fresh();
      store.set('k', responseOf({ callId: 'call_01' }), 60);
      store.set('k', responseOf({ callId: 'call_02' }), 60);
      await vi.waitFor(async () => expect((await store.get('k'))?.callId).toBe('call_02'), { interval: 5 });
    });

    it('leaves out what is too large or already over', async () => {
      const { store } = await fresh();
      store.set('large', responseOf({ body: Buffer.alloc(64 * 1024 + 1) }), 60);
      store.set('over', responseOf(), 0);
      store.set('before', responseOf(), -1);
      store.set('never', responseOf(), Number.NaN);
      store.set('last', responseOf(), 60);
      await kept(store, 'last');
      for (const key of ['large', 'over', 'before', 'never']) expect(await store.get(key)).toBeUndefined();
    });

    it('does not change what it keeps when the caller changes its buffer', async () => {
      const { store } = await fresh();
      const arena = Buffer.alloc(64 * 1024, 'a');
      store.set('k', responseOf({ body: arena.subarray(0, 4) }), 60);
      arena.fill('b');
      await kept(store, 'k');
      expect((await store.get('k'))?.body.toString()).toBe('aaaa');
    });

    it('counts hits and misses', async () => {
      const { store } = await fresh();
      store.set('k', responseOf(), 60);
      await kept(store, 'k');
      const before = store.stats();
      await store.get('k');
      await store.get('k');
      await store.get('nothing');
      const after = store.stats();
      expect(after.hits - before.hits).toBe(2);
      expect(after.misses - before.misses).toBe(1);
      expect(after.errors).toBe(0);
    });

    it('may be closed twice, and knows nothing afterwards', async () => {
      const { store } = await fresh();
      store.set('k', responseOf(), 60);
      await store.close();
      await store.close();
      store.set('k', responseOf(), 60);
      expect(await store.get('other')).toBeUndefined();
    });
  });
}
