import { Redis } from 'ioredis';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { redisBinary, startRedis, type TestRedis } from '../../../platform/testing/redis-server.ts';
import { cuttableLink } from './testing/cuttable-link.ts';
import type { Holder } from './testing/holder.ts';
import { budgetOf, NANO, Rig, sleep } from './testing/rig.ts';

if (redisBinary === undefined) console.warn('Redis tests are skipped: no redis-server on this machine.');

const LIMIT = 1_000n * NANO;
const CALL = 100n * NANO;
const eventually = (check: () => void | Promise<void>) => vi.waitFor(check, { timeout: 8_000, interval: 10 });
const unavailable = { code: 'limits_unavailable' };

describe.skipIf(redisBinary === undefined)('budgets in a real Redis', () => {
  let redis: TestRedis;
  let rig: Rig;
  let prefixes = 0;
  const open = (amount: bigint) => {
    rig = new Rig(redis.url, `{t${prefixes++}}:`, [budgetOf('a', amount)]);
  };
  const ready = async () => {
    await eventually(() => expect(rig.living.every(({ reachable }) => reachable)).toBe(true));
    await eventually(() => expect(rig.status('a')?.certain).toBe(true));
  };
  const start = async (amount = LIMIT): Promise<[Holder, Holder]> => {
    open(amount);
    const pair: [Holder, Holder] = [rig.gateway(), rig.gateway()];
    await ready();
    return pair;
  };
  /** Calls let through until the first is refused, by turns; what is unavailable is asked again. */
  const spend = async (holders: readonly Holder[], amount: bigint): Promise<number> => {
    for (let calls = 0; ; calls++) {
      const holder = holders[calls % holders.length];
      const grant = await eventuallyAnswered(() => holder?.reserve('a', amount));
      if (grant !== true) return calls;
    }
  };
  const eventuallyAnswered = async <T>(ask: () => Promise<T> | undefined): Promise<T | undefined> => {
    const deadline = Date.now() + 10_000;
    for (;;) {
      try {
        return await ask();
      } catch (error) {
        if (Date.now() > deadline) throw error;
        await sleep(20);
      }
    }
  };

  beforeAll(async () => {
    redis = await startRedis();
  });
  afterEach(() => rig.close());
  afterAll(() => redis.remove());

  it('grants until the limit is spent, and not a nano more', async () => {
    const pair = await start();
    expect(await spend(pair, CALL)).toBe(10);
    expect(rig.truth('a')).toEqual({ spent: 0n, held: LIMIT });
    await eventually(() => expect(rig.status('a')).toMatchObject({ level: 'exhausted', reserved: LIMIT }));
  });

  it('calls idle leases back before it refuses, without waiting when they come', async () => {
    const [one, two] = await start();
    await one.reserve('a', CALL, 9n);
    one.settle('a', CALL, 0n);
    expect(one.truth('a').idle).toBeGreaterThan(0n);
    const begun = performance.now();
    expect(await two.reserve('a', LIMIT)).toBe(true);
    expect(performance.now() - begun).toBeLessThan(200);
    expect(one.truth('a').idle).toBe(0n);
  });

  it('counts a message once, however often and late it arrives', async () => {
    const [one, two] = await start();
    const first = { ...one.figuresOf('a'), need: CALL, want: CALL };
    const later = { ...one.figuresOf('a'), settled: 5n * NANO, reserved: 0n, idle: 0n };
    const grants = [await one.authority.lease(first), await one.authority.lease(first)];
    expect(grants.map(({ granted }) => granted)).toEqual([CALL, 0n]);
    await one.authority.report({ ...later, recalled: false, at: 0 });
    await one.authority.report({ ...later, recalled: false, at: 0 });
    expect((await one.authority.lease(first)).granted).toBe(0n);
    const { settled, committed } = await two.authority.lease({ ...two.figuresOf('a'), need: 0n, want: 0n });
    expect({ settled, committed }).toEqual({ settled: 5n * NANO, committed: 5n * NANO });
  });

  it('is exact beyond what a double holds', async () => {
    const huge = 9_223_372_036_854_775_807n * NANO;
    const [one, two] = await start(huge);
    const most = huge - 3n * NANO;
    expect(await one.reserve('a', most, 1n)).toBe(true);
    one.settle('a', most, most);
    expect(await two.reserve('a', 4n * NANO)).toBe(false);
    const grant = await two.authority.lease({ ...two.figuresOf('a'), need: 3n * NANO, want: 3n * NANO });
    expect(grant).toMatchObject({ granted: 3n * NANO, committed: huge, limit: huge });
  });

  it('grants nothing to a gateway that control has not admitted', async () => {
    await start();
    const stranger = rig.gateway({ connect: false });
    await eventually(() => expect(stranger.reachable).toBe(true));
    await expect(stranger.reserve('a', CALL)).rejects.toMatchObject(unavailable);
    rig.keeper.connected(stranger.instance);
    expect(await eventuallyAnswered(() => stranger.reserve('a', CALL))).toBe(true);
  });

  it('keeps what a dead gateway held until its records have landed', async () => {
    const [one, two] = await start();
    await one.reserve('a', LIMIT - CALL, 1n);
    rig.crash(one);
    await eventually(() => expect(two.reserve('a', LIMIT / 2n)).rejects.toMatchObject(unavailable));
    rig.drain(one);
    await eventually(() => expect(rig.status('a')).toMatchObject({ settled: LIMIT - CALL, reserved: 0n }));
    expect(await two.reserve('a', CALL)).toBe(true);
    expect(await two.reserve('a', CALL)).toBe(false);
  });

  it('forgets a removed budget, and begins anew when it is set again', async () => {
    const [one] = await start();
    rig.budgets.delete('a');
    await rig.keeper.sweep();
    expect(rig.status('a')).toBeUndefined();
    await expect(one.reserve('a', CALL)).rejects.toMatchObject(unavailable);
    rig.budgets.set('a', budgetOf('a', LIMIT / 2n));
    expect(await eventuallyAnswered(() => one.reserve('a', LIMIT))).toBe(false);
  });

  it('does not count calls twice or not at all when a gateway counts from a mark on', async () => {
    open(LIMIT);
    const from = Date.now();
    const holder = rig.gateway({ from });
    rig.landed.push({ budget: 'a', instance: holder.instance, endedAt: from, amount: 300n * NANO });
    await eventually(() => expect(holder.reachable).toBe(true));
    await expect(holder.reserve('a', CALL)).rejects.toMatchObject(unavailable);
    // landed too, but the gateway's own to count
    rig.landed.push({ budget: 'a', instance: holder.instance, endedAt: from + 1, amount: 400n * NANO });
    rig.keeper.marked(holder.instance, from);
    expect(await eventuallyAnswered(() => holder.reserve('a', CALL, 1n))).toBe(true);
    await eventually(() => expect(rig.status('a')).toMatchObject({ settled: 300n * NANO, certain: true }));
  });

  it('works everything out anew when Redis was killed and starts empty', async () => {
    const pair = await start();
    await spend([pair[0]], CALL * 4n);
    pair[0].settle('a', CALL * 4n, CALL);
    await redis.kill();
    await eventually(() => expect(pair.every(({ reachable }) => !reachable)).toBe(true));
    await expect(pair[1].reserve('a', CALL)).rejects.toMatchObject(unavailable);
    expect(rig.status('a')?.certain).toBe(false);
    await redis.start();
    await ready();
    const before = rig.truth('a');
    expect(await spend([pair[1], pair[0]], CALL)).toBe(5);
    expect(rig.truth('a').spent).toBe(before.spent);
    expect(rig.truth('a').spent + rig.truth('a').held).toBeLessThanOrEqual(LIMIT);
  });

  it('never grants on the figures of an old snapshot', async () => {
    const pair = await start();
    await pair[0].reserve('a', CALL, 1n);
    const admin = new Redis(redis.url);
    await admin.save();
    admin.disconnect();
    await pair[0].reserve('a', CALL * 7n, 1n);
    rig.ledgerFails = true;
    await redis.kill();
    await redis.start();
    await eventually(() => expect(pair.every(({ reachable }) => reachable)).toBe(true));
    // the account is there again, certain, with nine tenths left; only its server is another
    await expect(pair[1].reserve('a', CALL * 5n)).rejects.toMatchObject(unavailable);
    rig.ledgerFails = false;
    await ready();
    expect(await spend([pair[1]], CALL)).toBe(2);
    expect(rig.truth('a').held).toBe(LIMIT);
  });

  it('stays uncertain after a loss until a gateway that died meanwhile has landed', async () => {
    const [one, two] = await start();
    await one.reserve('a', CALL * 7n, 1n);
    await redis.kill();
    rig.crash(one);
    await redis.start();
    await eventually(() => expect(two.reachable).toBe(true));
    await expect(two.reserve('a', CALL)).rejects.toMatchObject(unavailable);
    rig.drain(one);
    await ready();
    expect(await spend([two], CALL)).toBe(3);
  });

  it('is unreachable within a deadline when the network is cut, and lends nothing twice when it is back', async () => {
    open(LIMIT);
    const link = await cuttableLink(redis.port);
    try {
      const far = rig.gateway({ url: `redis://127.0.0.1:${link.port}` });
      const near = rig.gateway();
      await ready();
      expect(await far.reserve('a', CALL * 2n, 1n)).toBe(true);
      link.cut();
      const begun = performance.now();
      await expect(far.reserve('a', CALL * 3n, 1n)).rejects.toMatchObject(unavailable);
      expect(performance.now() - begun).toBeLessThan(1_500);
      expect(far.reachable).toBe(false);
      // the lease it gave up arrives after all; nobody has it, until the gateway says so
      link.flush();
      await eventually(() => expect(far.reachable).toBe(true));
      await far.report('a');
      expect(await spend([near], CALL)).toBe(8);
      expect(rig.truth('a').held).toBe(LIMIT);
    } finally {
      await link.close();
    }
  });

  it('keeps from others what a gateway holds that is cut off', async () => {
    open(LIMIT);
    const link = await cuttableLink(redis.port);
    try {
      const far = rig.gateway({ url: `redis://127.0.0.1:${link.port}` });
      const near = rig.gateway();
      await ready();
      await far.reserve('a', CALL * 6n, 1n);
      link.cut();
      rig.keeper.disconnected(far.instance);
      await eventually(() => expect(near.reserve('a', CALL * 5n)).rejects.toMatchObject(unavailable));
      far.settle('a', CALL * 6n, CALL);
      // it goes on spending what it holds
      expect(await far.reserve('a', CALL * 5n)).toBe(true);
      expect(await near.reserve('a', CALL * 4n, 1n)).toBe(true);
      link.heal();
      await eventuallyAnswered(() => far.report('a'));
      rig.keeper.connected(far.instance);
      expect(await eventuallyAnswered(() => near.reserve('a', CALL))).toBe(false);
      expect(rig.truth('a')).toEqual({ spent: CALL, held: LIMIT - CALL });
    } finally {
      await link.close();
    }
  });

  it('refuses what an older leader writes once a newer has written', async () => {
    const [one] = await start();
    await one.reserve('a', CALL, 1n);
    const second = rig.newKeeper(2);
    const old = rig.keeper;
    try {
      for (const { instance } of rig.living) second.connected(instance);
      await eventually(() => expect(second.status()[0]?.certain).toBe(true));
      rig.budgets.set('a', budgetOf('a', LIMIT * 2n));
      await second.sweep();
      await eventually(() => expect(second.status()[0]?.limit).toBe(LIMIT * 2n));
      rig.budgets.set('a', budgetOf('a', LIMIT * 9n));
      old.disconnected(one.instance);
      await eventually(() => expect(rig.deposed).toBe(1));
      expect(await one.reserve('a', CALL)).toBe(true);
    } finally {
      second.close();
    }
  });

  it('begins no account on an empty server unless the lock is still held', async () => {
    const [one] = await start();
    rig.leads = false;
    await redis.kill();
    await redis.start();
    await eventually(() => expect(rig.deposed).toBe(1));
    await expect(one.reserve('a', CALL)).rejects.toMatchObject(unavailable);
  });

  it('needs no more rights than its README asks for', async () => {
    const admin = new Redis(redis.url);
    const commands =
      'evalsha eval script|load subscribe publish ping info smembers hget hmget hgetall hset hsetnx hdel del get set sadd srem scard sismember time pubsub|numsub';
    const rights = commands.split(' ').map((name) => `+${name}`);
    const prefix = `{t${prefixes++}}:`;
    await admin.acl('SETUSER', 'weir', 'reset', 'on', '>secret', `~${prefix}*`, `&${prefix}*`, ...rights);
    admin.disconnect();
    rig = new Rig(redis.url.replace('//', '//weir:secret@'), prefix, [budgetOf('a', LIMIT)]);
    const pair = [rig.gateway(), rig.gateway()];
    await ready();
    expect(await spend(pair, CALL)).toBe(10);
    rig.budgets.clear();
    await eventually(() => expect(rig.status('a')).toBeUndefined());
  });

  it('tells control of another level at once', async () => {
    const [one] = await start();
    await one.reserve('a', CALL * 9n, 1n);
    await one.report('a');
    await eventually(() => expect(rig.levels).toEqual(['green', 'yellow']));
  });
});
