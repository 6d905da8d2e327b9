import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { PlaceFacts, Subject, TryCost } from '../../port.ts';
import type { Budget } from '../budget.ts';
import { type AuthorityFactory, costOf, DAY, type Generation, periodOf, World } from './world.ts';

const NANO = 1_000n;
const PLACES: readonly PlaceFacts[] = [
  { provider: 'openai', model: 'gpt', tier: 'mid' },
  { provider: 'anthropic', model: 'claude', tier: 'frontier' },
];
const SUBJECTS: readonly Subject[] = [
  { key: 'k1', tags: { workload: 'a', team: 'red' } },
  { key: 'k2', tags: { workload: 'b', team: 'red' } },
  { key: 'k3', tags: { workload: 'b', team: 'blue' } },
  { key: '', tags: { workload: 'c' } },
];

export function budgetOf(id: string, nano: bigint, terms: Partial<Budget> = {}): Budget {
  return {
    id,
    name: id,
    scope: {},
    amount: nano * NANO,
    currency: 'USD',
    period: 'total',
    mode: 'hard',
    yellow: 80,
    red: 95,
    onAuthorityLoss: 'held_lease',
    ...terms,
  };
}

export const BUDGETS: readonly Budget[] = [
  budgetOf('all', 900n),
  budgetOf('day-a', 250n, { scope: { workload: 'a' }, period: 'day' }),
  budgetOf('key', 500n, { scope: { key: 'k3' }, period: 'day', mode: 'approval' }),
  budgetOf('month-red', 300n, { scope: { team: 'red' }, period: 'month', onAuthorityLoss: 'closed' }),
  budgetOf('openai', 600n, { scope: { provider: 'openai' }, period: 'month' }),
  budgetOf('soft', 50n, { scope: { team: 'blue' }, period: 'day', mode: 'soft' }),
];
/** What budgets are made, changed to or removed while calls run. */
const CHANGES: readonly (readonly [id: string, budget: Budget | undefined])[] = [
  ['late', budgetOf('late', 400n, { scope: { team: 'red' } })],
  ['late', undefined],
  ['late', budgetOf('late', 200n, { scope: { workload: 'b' }, period: 'day' })],
  ['day-a', budgetOf('day-a', 120n, { scope: { workload: 'a' }, period: 'day' })],
  ['day-a', budgetOf('day-a', 250n, { scope: { workload: 'a' }, period: 'day' })],
  ['openai', undefined],
  ['openai', budgetOf('openai', 600n, { scope: { provider: 'openai' }, period: 'month' })],
  ['fixed', budgetOf('fixed', 150n, { period: 'fixed', span: { start: 1_000_000, end: 1_070_000 } })],
];

/** Acts by weight: the choices of a run are numbers, so that fast-check can shrink them. */
type Act = (world: World, choice: number) => void;
const ACTS: readonly (readonly [weight: number, act: Act])[] = [
  [100, (world, n) => world.deliver(n)],
  [50, (world, n) => reserveSome(world, n)],
  [4, (world, n) => withOne(world.openCalls, n, (call) => void world.reach(call, tryOf(n)))],
  [25, (world, n) => settleSome(world, n)],
  [4, (world, n) => withOne(world.openCalls, n, (call) => world.release(call))],
  [10, (world, n) => world.advance(n % 300)],
  [3, (world, n) => world.advance(n % 2 === 0 ? DAY - (world.now % DAY) : 6_000)],
  [3, (world, n) => world.giveUp(n)],
  [14, (world, n) => world.land(n % 7)],
  [14, (world, n) => withOne(world.living, n, (gateway) => world.connect(gateway))],
  [1, (world, n) => withOne(world.living, n, (gateway) => world.disconnect(gateway))],
  [2, (world, n) => withOne(world.living, n, (gateway) => world.crash(gateway))],
  [1, (world) => world.restartControl()],
  [8, (world) => void world.authority.sweep()],
  [8, (world, n) => withOne(world.living, n, ({ budgets }) => void budgets.report())],
  [1, (world, n) => withOne(world.living, n, ({ budgets }) => void budgets.markDue())],
  [4, (world, n) => world.repeatReport(n)],
  [3, (world, n) => withOne(CHANGES, n, ([id, budget]) => world.setBudget(id, budget))],
  [1, (world, n) => world.lift(n % 2 === 0 ? 'month-red' : 'all', BigInt(n % 90) * NANO, 3_000)],
  [2, (world, n) => withOne(world.living, n, (gateway) => jump(gateway, n))],
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

function jump(gateway: { skew: number }, n: number): void {
  gateway.skew = ((Math.floor(n / 4) % 9) - 4) * 1_000;
}

function tryOf(n: number): TryCost {
  const place = PLACES[n % PLACES.length] ?? PLACES[0];
  if (place === undefined) throw new Error('no places');
  return { place, amount: BigInt(1 + (Math.floor(n / 16) % 40)) * NANO - BigInt(n % 3) };
}

function reserveSome(world: World, n: number): void {
  withOne(SUBJECTS, n, (subject) => {
    withOne(world.living, Math.floor(n / 4), (gateway) => {
      if (gateway.rules !== undefined) void world.reserve(gateway, subject, [tryOf(n)]);
    });
  });
}

function settleSome(world: World, n: number): void {
  withOne(world.openCalls, n, (call) => {
    const share = BigInt(n % 40);
    world.settle(call, (held) => (share === 39n ? held + 7_001n : (held * (share + 22n)) / 60n));
  });
}

/** By budget as it was made: what calls that had ended by then had cost, by period. */
type Before = Map<Generation, Map<number, bigint>>;

function expectWithinLimits(world: World, before: Before): void {
  for (const generation of world.generations) {
    const { budget, limits, number } = generation;
    if (budget.mode === 'soft') continue;
    const earlier = before.get(generation) ?? spentBefore(world, generation);
    before.set(generation, earlier);
    const sums = new Map<number, { amount: bigint; over: bigint }>();
    for (const call of world.calls) {
      if (!call.covered.has(number)) continue;
      const { amount, over } = costOf(call, budget);
      if (amount === 0n) continue;
      const { start, end } = periodOf(budget, call.startedAt);
      if (call.startedAt < start || call.startedAt >= end) continue;
      const sum = sums.get(start);
      sums.set(start, { amount: amount + (sum?.amount ?? 0n), over: over + (sum?.over ?? 0n) });
    }
    for (const [start, { amount, over }] of sums) {
      const left = (limits.get(start) ?? budget.amount) - (earlier.get(start) ?? 0n);
      if (amount <= (left > 0n ? left : 0n) + over) continue;
      throw new Error(`${budget.id} from ${start}: ${amount} spent and open, ${left} left, over ${over}`);
    }
  }
}

/** Calls that had ended when the budget was made. */
function spentBefore(world: World, { bornAtStep, budget }: Generation): Map<number, bigint> {
  const sums = new Map<number, bigint>();
  for (const call of world.calls) {
    if ((call.endedAtStep ?? Number.POSITIVE_INFINITY) >= bornAtStep) continue;
    const { start, end } = periodOf(budget, call.startedAt);
    if (call.startedAt < start || call.startedAt >= end) continue;
    sums.set(start, (sums.get(start) ?? 0n) + costOf(call, budget).amount);
  }
  return sums;
}

/** Ends every call, lets every message arrive, every spool land and every idle lease go back. */
async function comeToRest(world: World): Promise<void> {
  for (const gateway of world.living) gateway.skew = 0;
  for (const call of world.openCalls) world.settle(call, (held) => held / 2n);
  for (const gateway of world.living) world.connect(gateway);
  for (let round = 0; round < 6; round++) {
    world.land(Number.MAX_SAFE_INTEGER);
    world.advance(2_600);
    await world.quiesce();
    for (const { budgets } of world.living) void budgets.report();
    await world.quiesce();
    world.land(Number.MAX_SAFE_INTEGER);
    void world.authority.sweep();
    for (const { budgets } of world.living) void budgets.close();
    await world.quiesce();
    for (const call of world.openCalls) world.settle(call, () => 0n);
  }
}

/** Acts and lets everything come to rest; throws where a budget is passed, or something stays held. */
export async function play(world: World, steps: readonly number[]): Promise<void> {
  for (const gateway of world.living) world.connect(gateway);
  const before: Before = new Map();
  let checked = 0;
  for (const step of steps) {
    world.step += 1;
    perform(world, step);
    await world.turn();
    if (world.changes !== checked) expectWithinLimits(world, before);
    checked = world.changes;
  }
  await comeToRest(world);
  expectWithinLimits(world, before);
  for (const { budget, certain, reserved, leased, settled } of await world.authority.status()) {
    const found = world.inForce.find((one) => one.budget.id === budget);
    const spent = found && world.truth(found.budget);
    const atRest = { budget, certain: true, reserved: 0n, leased: 0n, settled: spent };
    expect({ budget, certain, reserved, leased, settled }).toEqual(atRest);
  }
}

/** What every backend of the authority must keep, whatever happens in whatever order. */
export function describeAuthority(
  name: string,
  authority: AuthorityFactory,
  options: { runs?: number; settle?: () => Promise<void>; after?: () => Promise<void> } = {},
): void {
  const { runs = 100, after, ...rest } = options;
  describe(`${name}: budgets under concurrency, crashes, loss and wrong clocks`, () => {
    it('are never passed, and nothing stays held at rest', { timeout: 120_000 }, async () => {
      const step = fc.integer({ min: 0, max: WEIGHT * 16_000 - 1 });
      const steps = fc.array(step, { minLength: 100, maxLength: 700, size: 'max' });
      await fc.assert(
        fc.asyncProperty(steps, async (taken) => {
          await play(new World(BUDGETS, { authority, gateways: 3, ...rest }), taken);
          await after?.();
        }),
        { numRuns: runs },
      );
    });
  });
}
