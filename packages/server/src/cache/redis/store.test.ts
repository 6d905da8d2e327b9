import { Redis } from 'ioredis';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { systemClock } from '../../platform/clock.ts';
import { redisBinary, startRedis, type TestRedis } from '../../platform/testing/redis-server.ts';
import { MemoryResponseStore } from '../memory/store.ts';
import { responseStoreContract } from '../store.contract.ts';
import { responseOf } from '../testing/response.ts';
import { TieredResponseStore } from '../tiered.ts';
import { RedisResponseStore, type RedisStoreOptions } from './store.ts';

const pause = (milliseconds: number) => new Promise<void>((resolve) => setTimeout(resolve, milliseconds));
const CIRCUIT = { failures: 2, openMs: 50, maxOpenMs: 100 };

if (redisBinary === undefined) console.warn('Redis tests are skipped: no redis-server on this machine.');

describe.skipIf(redisBinary === undefined)('with a real redis-server', () => {
  let redis: TestRedis;
  let prefixes = 0;
  // the timeout is long here because the machine may be busy; what a short one does is tested with a frozen server
  const storeOf = async (overrides: Partial<RedisStoreOptions> = {}) => {
    prefixes += 1;
    const store = new RedisResponseStore({
      url: redis.url,
      clock: systemClock,
      keyPrefix: `t${prefixes}:`,
      timeoutMs: 2_000,
      maxEntryBytes: 64 * 1024,
      circuit: CIRCUIT,
      ...overrides,
    });
    await store.connect();
    return store;
  };
  const kept = (store: RedisResponseStore, key: string) =>
    vi.waitFor(async () => expect(await store.get(key)).toBeDefined(), { timeout: 5_000, interval: 10 });

  beforeAll(async () => {
    redis = await startRedis();
  });
  afterAll(async () => {
    await redis.remove();
  });

  responseStoreContract('redis', async () => ({ store: await storeOf(), elapse: pause }));
  responseStoreContract('memory in front of redis', async () => {
    const near = new MemoryResponseStore({ clock: systemClock, maxEntryBytes: 64 * 1024 });
    return { store: new TieredResponseStore(near, await storeOf(), systemClock), elapse: pause };
  });

  it('lets two gateways share answers under one prefix, and none under another', async () => {
    const first = await storeOf({ keyPrefix: 'shared:' });
    const second = await storeOf({ keyPrefix: 'shared:' });
    const other = await storeOf({ keyPrefix: 'other:' });
    first.set('k', responseOf(), 60);
    await kept(second, 'k');
    expect(await other.get('k')).toBeUndefined();
    await Promise.all([first.close(), second.close(), other.close()]);
  });

  it('expires in Redis itself, to the millisecond', async () => {
    const store = await storeOf({ keyPrefix: 'ttl:' });
    const client = new Redis(redis.url);
    store.set('k', responseOf(), 1.5);
    await kept(store, 'k');
    const left = await client.pttl('ttl:k');
    expect(left).toBeGreaterThan(0);
    expect(left).toBeLessThanOrEqual(1_500);
    client.disconnect();
    await store.close();
  });

  it('takes a value it did not write, or of another version, for a miss', async () => {
    const store = await storeOf({ keyPrefix: 'odd:' });
    const client = new Redis(redis.url);
    await client.set('odd:text', 'hello');
    await client.set('odd:version', Buffer.from([0x57, 0x52, 9, 0, 1, 0, 0, 0, 0x7b]));
    await client.set('odd:short', Buffer.from([0x57, 0x52, 1, 0, 255, 0, 0, 0]));
    await client.lpush('odd:list', 'x');
    for (const key of ['text', 'version', 'short', 'list']) expect(await store.get(key)).toBeUndefined();
    expect(store.stats()).toMatchObject({ misses: 4, hits: 0 });
    client.disconnect();
    await store.close();
  });

  it('takes user, password and database from the URL', async () => {
    const client = new Redis(redis.url);
    await client.call('ACL', 'SETUSER', 'weir', 'on', '>p@ss', '~*', '+@all');
    const at = (credentials: string) => redis.url.replace('//', `//${credentials}@`);
    const store = await storeOf({ url: `${at('weir:p%40ss')}/3`, keyPrefix: 'acl:' });
    store.set('k', responseOf(), 60);
    await kept(store, 'k');
    await client.select(3);
    expect(await client.exists('acl:k')).toBe(1);
    const stranger = await storeOf({ url: at('weir:wrong') });
    expect(await stranger.get('k')).toBeUndefined();
    client.disconnect();
    await Promise.all([store.close(), stranger.close()]);
  });

  it('connects on first use, and misses until it has', async () => {
    const store = new RedisResponseStore({ url: redis.url, clock: systemClock, timeoutMs: 2_000 });
    expect(store.get('k')).toBeUndefined();
    await vi.waitFor(
      async () => {
        store.set('k', responseOf(), 60);
        expect(await store.get('k')).toBeDefined();
      },
      { timeout: 5_000, interval: 10 },
    );
    await store.close();
  });

  it('misses within its timeout while Redis is frozen, then leaves it alone, and finds it again', async () => {
    const store = await storeOf({ timeoutMs: 50, circuit: { ...CIRCUIT, openMs: 300 } });
    await vi.waitFor(
      async () => {
        store.set('k', responseOf(), 60);
        expect(await store.get('k')).toBeDefined();
      },
      { timeout: 5_000, interval: 10 },
    );
    redis.freeze();
    try {
      const started = performance.now();
      expect(await store.get('k')).toBeUndefined();
      expect(performance.now() - started).toBeLessThan(1_000);
      expect(await store.get('k')).toBeUndefined();
      expect(store.get('k'), 'an open circuit answers at once').toBeUndefined();
    } finally {
      redis.thaw();
    }
    await kept(store, 'k');
    expect(store.stats().errors).toBeGreaterThanOrEqual(2);
    await store.close();
  });

  it('does not pile up values for a frozen Redis', async () => {
    const store = await storeOf({ maxPendingBytes: 100_000, circuit: { ...CIRCUIT, failures: 1_000 } });
    redis.freeze();
    try {
      for (let i = 0; i < 100; i += 1) store.set(`k${i}`, responseOf({ body: Buffer.alloc(30_000) }), 60);
    } finally {
      redis.thaw();
    }
    await kept(store, 'k0');
    expect(await store.get('k2')).toBeDefined();
    expect(await store.get('k3')).toBeUndefined();
    await store.close();
  });

  it('misses without an error while Redis is dead, also in mid-command, and works again when it is back', async () => {
    const store = await storeOf();
    store.set('k', responseOf(), 60);
    await kept(store, 'k');
    redis.freeze();
    const inFlight = Promise.all([store.get('k'), store.get('k')]);
    await redis.kill();
    expect(await inFlight).toEqual([undefined, undefined]);
    for (let i = 0; i < 20; i += 1) {
      expect(await store.get('k')).toBeUndefined();
      store.set('k', responseOf(), 60);
    }
    await redis.start();
    await vi.waitFor(
      async () => {
        store.set('again', responseOf(), 60);
        expect(await store.get('again')).toBeDefined();
      },
      { timeout: 10_000, interval: 20 },
    );
    await store.close();
  });

  it('never throws where there is no Redis at all', async () => {
    const errors: string[] = [];
    const store = new RedisResponseStore({
      url: 'redis://somebody:secret@127.0.0.1:1',
      clock: systemClock,
      onError: (error) => errors.push(String(error)),
    });
    expect(await store.connect()).toBe(false);
    expect(await store.get('k')).toBeUndefined();
    store.set('k', responseOf(), 60);
    expect(errors.join()).not.toContain('secret');
    await store.close();
  });
});
