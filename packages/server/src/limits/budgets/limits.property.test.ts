import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Budget } from './budget.ts';
import { DAY, settleMicrotasks, World } from './testing/world.ts';

const usd = (limit: bigint, period: Budget['period']): Budget => ({ limit, currency: 'USD', period });

/** Acts by weight: the choices of a run are numbers, so that fast-check can shrink them. */
type Act = (world: World, choice: number) => void;
const ACTS: readonly (readonly [weight: number, act: Act])[] = [
  [90, (world, n) => world.deliver(n)],
  [50, (world, n) => reserveSome(world, n)],
  [25, (world, n) => settleSome(world, n)],
  [4, (world, n) => withOne(world.openCalls, n, (call) => world.release(call))],
  [10, (world, n) => world.advance(n % 300)],
  [3, (world, n) => world.advance(n % 2 === 0 ? DAY - (world.now % DAY) : 6_000)],
  [3, (world, n) => world.giveUp(n)],
  [12, (world, n) => world.land(n % 7)],
  [14, (world, n) => withOne(world.living, n, (gateway) => world.connect(gateway))],
  [1, (world, n) => withOne(world.living, n, (gateway) => world.disconnect(gateway))],
  [2, (world, n) => withOne(world.living, n, (gateway) => world.crash(gateway))],
  [1, (world) => world.restartControl()],
  [8, (world) => void world.authority.sweep()],
  [6, (world, n) => withOne(world.living, n, (gateway) => void gateway.reservations.report())],
  [4, (world, n) => world.repeatReport(n)],
];
const WEIGHT = ACTS.reduce((sum, [weight]) => sum + weight, 0);

function perform(world: World, step: number): void {
  let at = step % WEIGHT;
  const choice = Math.floor(step / WEIGHT);
  for (const [weight, act] of ACTS) {
    if (at < weight) {
      act(world, choice);
      return;
    }
    at -= weight;
  }
}

function withOne<T>(list: readonly T[], choice: number, act: (one: T) => void): void {
  const one = list[choice % Math.max(1, list.length)];
  if (one !== undefined) act(one);
}

function reserveSome(world: World, n: number): void {
  const workload = ['a', 'b', 'c', 'free'][n % 4] ?? 'a';
  const amount = BigInt(1 + (Math.floor(n / 16) % 40));
  withOne(world.living, Math.floor(n / 4), (gateway) => void world.reserve(gateway, workload, amount));
}

function settleSome(world: World, n: number): void {
  withOne(world.openCalls, n, (call) => {
    const share = BigInt(n % 40);
    world.settle(call, share === 39n ? call.amount + 7n : (call.amount * (share + 22n)) / 60n);
  });
}

function expectWithinLimits(world: World): void {
  for (const [workload, { limit }] of world.budgets) {
    const { spent, over } = world.truth(workload);
    if (spent > limit + over)
      throw new Error(`${workload}: ${spent} spent and open, limit ${limit}, overshoot ${over}`);
  }
}

/** Ends every call, lets every message arrive, every spool land and every idle lease go back. */
async function comeToRest(world: World): Promise<void> {
  for (const call of world.openCalls) world.settle(call, call.amount / 2n);
  for (const gateway of world.living) world.connect(gateway);
  for (let round = 0; round < 4; round++) {
    world.land(Number.MAX_SAFE_INTEGER);
    world.advance(2_000);
    await world.quiesce();
    void world.authority.sweep();
    for (const { reservations } of world.living) void reservations.close();
    await world.quiesce();
    for (const call of world.openCalls) world.settle(call, 0n);
  }
}

describe('budgets under concurrency, crashes and loss', () => {
  it('are never passed, and nothing stays held at rest', async () => {
    const step = fc.integer({ min: 0, max: WEIGHT * 16_000 - 1 });
    const runs = fc.array(step, { minLength: 100, maxLength: 800, size: 'max' });
    await fc.assert(
      fc.asyncProperty(runs, async (steps) => {
        const world = new World({ a: usd(400n, 'total'), b: usd(250n, 'day'), c: usd(150n, 'month') }, 3);
        for (const gateway of world.living) world.connect(gateway);
        for (const one of steps) {
          perform(world, one);
          await settleMicrotasks();
          expectWithinLimits(world);
        }
        await comeToRest(world);
        expectWithinLimits(world);
        for (const status of world.authority.status()) {
          const { spent } = world.truth(status.workload);
          expect(status).toMatchObject({ certain: true, held: 0n, settled: spent });
        }
      }),
      { numRuns: 100 },
    );
  });
});
