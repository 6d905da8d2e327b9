import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { redisBinary, startRedis, type TestRedis } from '../../../platform/testing/redis-server.ts';
import { budgetOf, NANO, Rig } from './testing/rig.ts';

if (redisBinary === undefined) console.warn('Redis tests are skipped: no redis-server on this machine.');

const eventually = (check: () => void | Promise<void>) => vi.waitFor(check, { timeout: 8_000, interval: 10 });

describe.skipIf(redisBinary === undefined)('budgets in a real Redis', () => {
  let redis: TestRedis;
  let rig: Rig;
  let prefixes = 0;
  const start = async (amount: bigint, gateways: number) => {
    rig = new Rig(redis.url, `{t${prefixes++}}:`, [budgetOf('a', amount)]);
    const all = Array.from({ length: gateways }, () => rig.gateway());
    await eventually(() => expect(all.every(({ reachable }) => reachable)).toBe(true));
    await eventually(() => expect(rig.status('a')?.certain).toBe(true));
    return all;
  };
  const certain = (yes = true) => eventually(() => expect(rig.status('a')?.certain).toBe(yes));

  beforeAll(async () => {
    redis = await startRedis();
  });
  afterEach(() => rig.close());
  afterAll(() => redis.remove());

  it('grants until the limit is spent, and not a nano more', async () => {
    const [one, two] = await start(1_000n * NANO, 2);
    if (one === undefined || two === undefined) return;
    let let1 = 0;
    for (const holder of [one, two, one, two, one, two, one, two, one, two, one, two]) {
      if ((await holder.reserve('a', 100n * NANO)) !== undefined) let1++;
    }
    expect(let1).toBe(10);
    expect(rig.truth('a')).toEqual({ spent: 0n, held: 1_000n * NANO });
  });
});
