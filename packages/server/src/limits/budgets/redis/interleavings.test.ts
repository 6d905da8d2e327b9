import fc from 'fast-check';
import { Redis } from 'ioredis';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { redisBinary, startRedis, type TestRedis } from '../../../platform/testing/redis-server.ts';
import { budgetOf, NANO, Rig, sleep } from './testing/rig.ts';

const LIMITS = { a: 4_000n * NANO, b: 700n * NANO };
const BUDGETS = ['a', 'b'] as const;
const MOST_STEPS = 250;

interface OpenCall {
  readonly holder: Rig['holders'][number];
  readonly budget: string;
  readonly amount: bigint;
}

/** One run: what is asked of the rig happens at once, what follows of it whenever Redis answers. */
class Run {
  readonly rig: Rig;
  let = 0;
  private readonly redis: TestRedis;
  private readonly calls: OpenCall[] = [];
  private readonly work = new Set<Promise<unknown>>();

  constructor(redis: TestRedis, prefix: string) {
    this.redis = redis;
    this.rig = new Rig(
      redis.url,
      prefix,
      BUDGETS.map((id) => budgetOf(id, LIMITS[id])),
    );
    for (let i = 0; i < 3; i++) this.rig.gateway();
  }

  async step(kind: number, n: number): Promise<void> {
    if (kind < 50) this.reserve(n);
    else if (kind < 72) this.settle(n);
    else if (kind < 80) this.report(n);
    else if (kind < 84) this.crash(n);
    else if (kind < 88) this.drain();
    else if (kind < 91) this.drop(n);
    else if (kind < 92) await this.loseRedis(n);
    else if (kind < 93) this.changeLeader();
    else await sleep(n % 12);
  }

  expectWithin(): void {
    for (const budget of BUDGETS) {
      const { spent, held } = this.rig.truth(budget);
      if (spent + held > LIMITS[budget]) {
        throw new Error(`${budget}: ${spent} spent and ${held} held of ${LIMITS[budget]}`);
      }
    }
  }

  async comeToRest(): Promise<void> {
    await Promise.all(this.work);
    while (this.calls.length > 0) this.settle(0);
    for (let round = 0; round < 200; round++) {
      this.drain();
      for (const holder of this.rig.living) this.rig.keeper.connected(holder.instance);
      const backs = this.rig.living.flatMap((holder) => BUDGETS.map((budget) => holder.giveBack(budget)));
      await Promise.allSettled(backs);
      await this.rig.keeper.sweep();
      if (this.atRest()) return;
      await sleep(20);
    }
  }

  describe(): string {
    const text = (value: unknown) =>
      JSON.stringify(value, (_, one) => (typeof one === 'bigint' ? `${one}` : one));
    const gone = this.rig.holders.filter(({ alive }) => !alive).map(({ instance }) => instance);
    return BUDGETS.map(
      (id) => `${text(this.rig.status(id))} but ${text(this.rig.truth(id))}; gone ${gone}`,
    ).join('\n');
  }

  atRest(): boolean {
    return BUDGETS.every((budget) => {
      const status = this.rig.status(budget);
      const { spent } = this.rig.truth(budget);
      return status?.certain && status.settled === spent && status.reserved === 0n && status.leased === 0n;
    });
  }

  private reserve(n: number): void {
    const holder = this.one(n);
    const budget = BUDGETS[n % 2] ?? 'a';
    const amount = BigInt(1 + (n % 90)) * NANO;
    if (holder === undefined) return;
    const ask = holder.reserve(budget, amount).then(
      (yes) => {
        if (!yes || !holder.alive) return;
        this.let++;
        this.calls.push({ holder, budget, amount });
      },
      () => undefined,
    );
    this.follow(ask);
  }

  private settle(n: number): void {
    const [call] = this.calls.splice(n % Math.max(1, this.calls.length), 1);
    if (call === undefined || !call.holder.alive) return;
    call.holder.settle(call.budget, call.amount, (call.amount * BigInt(n % 5)) / 8n);
  }

  private report(n: number): void {
    const holder = this.one(n);
    if (holder !== undefined) this.follow(holder.report(BUDGETS[n % 2] ?? 'a').catch(() => undefined));
  }

  private crash(n: number): void {
    const holder = this.one(n);
    if (holder === undefined) return;
    this.rig.crash(holder);
    this.rig.gateway();
  }

  private drain(): void {
    for (const holder of this.rig.holders) {
      if (!holder.alive && !this.rig.drained.has(holder.instance)) this.rig.drain(holder);
    }
  }

  private drop(n: number): void {
    const holder = this.one(n);
    if (holder === undefined) return;
    this.rig.keeper.disconnected(holder.instance);
    setTimeout(() => holder.alive && this.rig.keeper.connected(holder.instance), n % 40);
  }

  /** Gone, gone back to an old state, or empty in place. */
  private async loseRedis(n: number): Promise<void> {
    const admin = new Redis(this.redis.url);
    if (n % 3 === 0) await admin.flushall();
    if (n % 3 === 1) await admin.save();
    admin.disconnect();
    if (n % 3 === 0) return;
    await sleep(n % 50);
    await this.redis.kill();
    await this.redis.start();
  }

  private changeLeader(): void {
    const old = this.rig.keeper;
    this.rig.epoch++;
    this.rig.keeper = this.rig.newKeeper(this.rig.epoch);
    for (const { instance } of this.rig.living) this.rig.keeper.connected(instance);
    setTimeout(() => old.close(), 30);
  }

  private one(n: number) {
    const { living } = this.rig;
    return living[Math.floor(n / 2) % Math.max(1, living.length)];
  }

  private follow(work: Promise<unknown>): void {
    this.work.add(work);
    void work.finally(() => this.work.delete(work));
  }
}

describe.skipIf(redisBinary === undefined)(
  'budgets in Redis under crashes, losses and leader changes',
  () => {
    let redis: TestRedis;
    beforeAll(async () => {
      redis = await startRedis();
    });
    afterAll(() => redis.remove());

    it('are never passed, and nothing stays held at rest', async () => {
      let runs = 0;
      let let_ = 0;
      const step = fc.tuple(fc.integer({ min: 0, max: 99 }), fc.integer({ min: 0, max: 10_000 }));
      const steps = fc.array(step, { minLength: 100, maxLength: MOST_STEPS, size: 'max' });
      await fc.assert(
        fc.asyncProperty(steps, async (all) => {
          const run = new Run(redis, `{run${runs++}}:`);
          try {
            for (const [kind, n] of all) {
              await run.step(kind, n);
              run.expectWithin();
            }
            await run.comeToRest();
            run.expectWithin();
            if (!run.atRest()) throw new Error(run.describe());
            let_ += run.let;
          } finally {
            run.rig.close();
          }
        }),
        { numRuns: Number(process.env['WEIR_REDIS_RUNS'] ?? 8), endOnFailure: true },
      );
      expect(let_).toBeGreaterThan(0);
    }, 120_000);
  },
);
