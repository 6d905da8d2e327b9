import type { WeirError } from '@weir/core/errors';
import { beforeEach, describe, expect, it } from 'vitest';
import type { Budget } from './budget.ts';
import { DAY, World } from './testing/world.ts';

const CENT = 10_000_000_000n;
const usd = (cents: bigint, period: Budget['period'] = 'total'): Budget => ({
  limit: cents * CENT,
  currency: 'USD',
  period,
});

let world: World;

async function start(budgets: Record<string, Budget>, gateways = 1): Promise<void> {
  world = new World(budgets, gateways);
  for (const gateway of world.living) world.connect(gateway);
  await world.quiesce();
}

/** Reserves on a gateway and lets the messages run; time passes only as far as the authority waits for others. */
async function reserve(cents: bigint, { workload = 'w', gateway = 0, wait = 0 } = {}): Promise<boolean> {
  const [one] = world.living.slice(gateway);
  if (one === undefined) throw new Error('no such gateway');
  const done = world.reserve(one, workload, cents * CENT);
  await world.quiesce();
  world.advance(wait);
  await world.quiesce();
  return done;
}

function lastRefusal(): WeirError {
  const error = world.refusals.at(-1);
  if (error === undefined) throw new Error('nothing was refused');
  return error;
}

function status(workload = 'w') {
  return world.authority.status().find((one) => one.workload === workload);
}

beforeEach(() => start({ w: usd(100n) }));

describe('a hard budget', () => {
  it('lets calls through until it is spent, then says whose, how much, until when and whom to ask', async () => {
    await start({ w: usd(100n, 'day') });
    expect(await reserve(60n)).toBe(true);
    for (const call of world.openCalls) world.settle(call, 50n * CENT);
    expect(await reserve(40n)).toBe(true);
    expect(await reserve(20n)).toBe(false);
    const { code, message, remedy } = lastRefusal();
    expect(code).toBe('budget_exhausted');
    expect(message).toBe(
      'The daily budget of workload w does not cover this call: 0.50 USD of 1.00 USD spent, 0.40 USD reserved at the ' +
        'moment; the call may cost up to 0.20 USD. It resets on 1 Jan 1970, 00:17 (UTC).',
    );
    expect(remedy).toBe('Ask ann@example.com to raise the budget.');
  });

  it('refuses a call that is larger than all of it, and says so', async () => {
    expect(await reserve(101n)).toBe(false);
    expect(lastRefusal().message).toBe(
      'This call may cost up to 1.01 USD, more than the whole total budget of workload w (1.00 USD).',
    );
    expect(lastRefusal().remedy).toMatch(/Lower the maximum of output tokens, or ask ann@example\.com/);
  });

  it('has room again for what was released or cost less than was held', async () => {
    expect(await reserve(90n)).toBe(true);
    expect(await reserve(20n)).toBe(false);
    for (const call of world.openCalls) world.release(call);
    world.advance(200);
    expect(await reserve(100n)).toBe(true);
  });

  it('begins anew with its period', async () => {
    await start({ w: usd(100n, 'day') });
    expect(await reserve(100n)).toBe(true);
    expect(await reserve(1n)).toBe(false);
    world.advance(DAY);
    expect(await reserve(100n)).toBe(true);
  });

  it('settles or releases a reservation once', async () => {
    const [gateway] = world.living;
    const held = gateway?.reservations.reserve('w', 10n * CENT);
    await world.quiesce();
    const reservation = await held;
    reservation?.settle(4n * CENT);
    reservation?.settle(4n * CENT);
    reservation?.release();
    const closed = gateway?.reservations.close();
    await world.quiesce();
    await closed;
    expect(status()).toMatchObject({ settled: 4n * CENT, held: 0n });
  });

  it('counts what a provider billed beyond the worst case, and is honest about it', async () => {
    expect(await reserve(100n)).toBe(true);
    for (const call of world.openCalls) world.settle(call, 130n * CENT);
    expect(world.living[0]?.reservations.overshoot()).toEqual({ calls: 1, amount: 30n * CENT });
    expect(await reserve(1n)).toBe(false);
    expect(lastRefusal().message).toContain('1.30 USD of 1.00 USD spent');
    expect(status()).toMatchObject({ settled: 130n * CENT, overshoot: 30n * CENT });
  });

  it('does not touch workloads that have none', async () => {
    const [gateway] = world.living;
    const reservation = gateway?.reservations.reserve('free', 1_000_000n * CENT);
    expect(reservation).not.toBeInstanceOf(Promise);
  });
});

describe('several gateways', () => {
  beforeEach(() => start({ w: usd(100n) }, 2));

  it('share one budget, and idle leases are called back before it is said to be spent', async () => {
    expect(await reserve(2n, { gateway: 0 })).toBe(true);
    expect(status()?.held).toBeGreaterThan(2n * CENT);
    expect(await reserve(98n, { gateway: 1 })).toBe(true);
    expect(await reserve(1n, { gateway: 0, wait: 300 })).toBe(false);
    expect(world.truth('w').spent).toBe(100n * CENT);
  });

  it('keep what a dead one held until its calls are in the ledger, then free the rest', async () => {
    expect(await reserve(30n, { gateway: 0 })).toBe(true);
    for (const call of world.openCalls) world.settle(call, 10n * CENT);
    const [dead] = world.living;
    if (dead !== undefined) world.crash(dead);
    expect(await reserve(90n, { gateway: 0, wait: 300 })).toBe(false);
    expect(lastRefusal().code).toBe('limits_unavailable');
    world.land(10);
    const swept = world.authority.sweep();
    await world.quiesce();
    await swept;
    expect(await reserve(90n, { gateway: 0 })).toBe(true);
  });
});

describe('without control', () => {
  it('a gateway spends its lease, then refuses budgeted calls and lets the others pass', async () => {
    expect(await reserve(2n)).toBe(true);
    const [gateway] = world.living;
    if (gateway !== undefined) world.disconnect(gateway);
    expect(await reserve(2n)).toBe(true);
    expect(await reserve(90n)).toBe(false);
    expect(lastRefusal().code).toBe('limits_unavailable');
    expect(await reserve(90n, { workload: 'free' })).toBe(true);
  });

  it('nothing is granted after its restart until every living gateway has told what it holds', async () => {
    await start({ w: usd(100n) }, 2);
    expect(await reserve(60n, { gateway: 0 })).toBe(true);
    world.restartControl();
    const [first, second] = world.living;
    if (second !== undefined) world.connect(second);
    expect(await reserve(60n, { gateway: 1, wait: 2_000 })).toBe(false);
    expect(lastRefusal().code).toBe('limits_unavailable');
    if (first !== undefined) world.connect(first);
    await world.quiesce();
    expect(await reserve(60n, { gateway: 1, wait: 300 })).toBe(false);
    expect(lastRefusal().code).toBe('budget_exhausted');
    expect(await reserve(40n, { gateway: 1 })).toBe(true);
  });

  it('what dead gateways left in the spool counts before anything is granted', async () => {
    expect(await reserve(60n)).toBe(true);
    const [gateway] = world.living;
    if (gateway !== undefined) world.crash(gateway);
    world.restartControl();
    for (const one of world.living) world.connect(one);
    expect(await reserve(60n, { wait: 2_000 })).toBe(false);
    expect(lastRefusal().code).toBe('limits_unavailable');
    world.land(10);
    const swept = world.authority.sweep();
    await world.quiesce();
    await swept;
    expect(await reserve(60n)).toBe(false);
    expect(lastRefusal().code).toBe('budget_exhausted');
    expect(await reserve(40n)).toBe(true);
  });
});

describe('a budget that changes while calls run', () => {
  it('counts, when it is set, what was spent before', async () => {
    expect(await reserve(70n, { workload: 'free' })).toBe(true);
    for (const call of world.openCalls) world.settle(call, 70n * CENT);
    world.land(1);
    world.setBudget('free', usd(100n));
    await world.quiesce();
    expect(await reserve(31n, { workload: 'free' })).toBe(false);
    expect(await reserve(30n, { workload: 'free' })).toBe(true);
    expect(status('free')).toMatchObject({ certain: true, settled: 70n * CENT });
  });

  it('holds from the moment it is lowered, whatever lies idle in gateways', async () => {
    expect(await reserve(2n)).toBe(true);
    world.setBudget('w', usd(10n));
    await world.quiesce();
    expect(status()?.held).toBe(2n * CENT);
    expect(await reserve(9n)).toBe(false);
    expect(await reserve(8n)).toBe(true);
  });

  it('gives room at once when it is raised, and lets everything pass when it is removed', async () => {
    expect(await reserve(100n)).toBe(true);
    expect(await reserve(50n)).toBe(false);
    world.setBudget('w', usd(150n));
    expect(await reserve(50n)).toBe(true);
    world.setBudget('w', undefined);
    expect(await reserve(1_000n)).toBe(true);
  });
});

it('does not ask the authority for every call of a flood that is refused', async () => {
  expect(await reserve(100n)).toBe(true);
  expect(await reserve(10n)).toBe(false);
  const [gateway] = world.living;
  for (let i = 0; i < 50; i++) expect(() => gateway?.reservations.reserve('w', 10n * CENT)).toThrow(/budget/);
  expect(gateway?.up).toHaveLength(0);
});
