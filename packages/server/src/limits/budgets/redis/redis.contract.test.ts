import fc from 'fast-check';
import { afterAll, beforeAll, describe } from 'vitest';
import { redisBinary, startRedis, type TestRedis } from '../../../platform/testing/redis-server.ts';
import type { AuthorityOptions } from '../authority/authority.ts';
import type { AuthorityKeeper, LimitAuthority } from '../port.ts';
import { describeAuthority } from '../testing/authority.contract.ts';
import { createRedisAuthority, type RedisAuthority } from './authority.ts';
import { createRedisKeeper, type RedisKeeper } from './keeper.ts';
import { sleep } from './testing/rig.ts';

/** How many runs of the suite that the authority in this process is held to. */
const RUNS = Number(process.env['WEIR_REDIS_RUNS'] ?? 5);

/** One simulated world over a real Redis: its keeper and, for each gateway, the way to the accounts. */
class Backend {
  private readonly redis: () => TestRedis;
  private readonly ways = new Map<string, RedisAuthority>();
  private keeper: RedisKeeper | undefined;
  private worlds = 0;
  private epoch = 0;

  constructor(redis: () => TestRedis) {
    this.redis = redis;
  }

  /** A world begins without gateways; when control restarts there are some. */
  create(options: AuthorityOptions): LimitAuthority & AuthorityKeeper {
    if (options.found().length === 0) this.beginWorld();
    this.keeper?.close();
    const prefix = `{world${this.worlds}}:`;
    const keeper = createRedisKeeper({
      ...options,
      url: this.redis().url,
      prefix,
      epoch: ++this.epoch,
      stillLeads: async () => true,
      deposed: () => undefined,
    });
    this.keeper = keeper;
    const way = (instance: string) => this.way(instance, prefix, options);
    return Object.assign(Object.create(null), {
      reachable: true,
      lease: (request) => way(request.instance).lease(request),
      report: (report) => {
        const sent = way(report.instance).report(report);
        // a world that repeats a report does not wait for what becomes of it
        sent.catch(() => undefined);
        return sent;
      },
      connected: (instance) => {
        way(instance);
        keeper.connected(instance);
      },
      disconnected: (instance) => keeper.disconnected(instance),
      budgetsChanged: () => keeper.budgetsChanged(),
      marked: (instance, at) => keeper.marked(instance, at),
      sweep: () => keeper.sweep(),
      refresh: () => keeper.refresh(),
      status: () => keeper.status(),
    } satisfies LimitAuthority & AuthorityKeeper);
  }

  /** Lets Redis answer what was asked; leases that wait for time to pass go on waiting. */
  async settle(): Promise<void> {
    await sleep(1);
    for (let quiet = 0; quiet < 2; ) {
      const pending =
        [...this.ways.values()].some((way) => way.pending > 0) || (this.keeper?.pending ?? 0) > 0;
      quiet = pending ? 0 : quiet + 1;
      await new Promise((resolve) => setImmediate(resolve));
    }
  }

  close(): void {
    this.keeper?.close();
    for (const way of this.ways.values()) way.close();
    this.ways.clear();
  }

  private beginWorld(): void {
    this.close();
    this.worlds += 1;
    this.epoch = 0;
  }

  private way(
    instance: string,
    prefix: string,
    { clock, log, sleep: pause, recall }: AuthorityOptions,
  ): RedisAuthority {
    let way = this.ways.get(instance);
    if (way === undefined) {
      way = createRedisAuthority({
        url: this.redis().url,
        prefix,
        instance,
        clock,
        log,
        sleep: pause,
        now: clock.now,
      });
      way.onRecall((recalled) => recall(instance, recalled));
      this.ways.set(instance, way);
    }
    return way;
  }
}

// a real server answers in its own time: a run cannot be repeated exactly, so there is nothing to shrink
fc.configureGlobal({ endOnFailure: true });

if (redisBinary !== undefined) {
  let redis: TestRedis;
  const backend = new Backend(() => redis);
  describe('with a real redis-server', () => {
    beforeAll(async () => {
      redis = await startRedis();
    });
    afterAll(async () => {
      backend.close();
      await redis.remove();
    });
    describeAuthority('in Redis', (options) => backend.create(options), {
      runs: RUNS,
      settle: () => backend.settle(),
    });
  });
}
