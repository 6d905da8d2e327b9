import { beforeEach, describe, expect, it } from 'vitest';
import { CENT, OPENAI, Scenario, usd } from './testing/scenario.ts';
import { DAY } from './testing/world.ts';

let s: Scenario;
beforeEach(async () => {
  s = await Scenario.start([usd(100n)]);
});

describe('a hard budget', () => {
  it('lets calls through until it is spent, then says whose, how much, until when and whom to ask', async () => {
    s = await Scenario.start([usd(100n, { name: 'Support', scope: { workload: 'w' }, period: 'day' })]);
    expect(await s.reserve(60n)).toBe(true);
    s.settleAll(50n);
    expect(await s.reserve(40n)).toBe(true);
    expect(await s.reserve(20n)).toBe(false);
    const { code, message, remedy } = s.refusal();
    expect(code).toBe('budget_exhausted');
    expect(message).toBe(
      'The daily budget Support (workload w) does not cover this call: 0.50 USD of 1.00 USD spent, 0.40 USD held for ' +
        'calls under way and to come; the call may cost up to 0.20 USD. It resets on 1 Jan 1970, 00:17 (UTC).',
    );
    expect(remedy).toBe('Ask ann@example.com to raise the budget.');
  });

  it('refuses a call that is larger than all of it, and says so', async () => {
    expect(await s.reserve(101n)).toBe(false);
    expect(s.refusal().message).toBe(
      'This call may cost up to 1.01 USD, more than the whole total budget Main (the whole organization) (1.00 USD).',
    );
    expect(s.refusal().remedy).toMatch(
      /Send less, lower the maximum of output tokens if there is one, or ask ann@example\.com/,
    );
  });

  it('refuses an amount that cannot be counted exactly', async () => {
    s = await Scenario.start([usd(10n ** 12n)]);
    expect(await s.reserve(901_000_000n)).toBe(false);
    expect(s.refusal().code).toBe('budget_exhausted');
    expect(await s.reserve(900_000_000n)).toBe(true);
  });

  it('has room again for what was released or cost less than was held', async () => {
    expect(await s.reserve(90n)).toBe(true);
    expect(await s.reserve(20n)).toBe(false);
    for (const call of s.world.openCalls) s.world.release(call);
    s.world.advance(200);
    expect(await s.reserve(100n)).toBe(true);
  });

  it('begins anew with its period', async () => {
    s = await Scenario.start([usd(100n, { period: 'day' })]);
    expect(await s.reserve(100n)).toBe(true);
    expect(await s.reserve(1n)).toBe(false);
    s.world.advance(DAY);
    expect(await s.reserve(100n)).toBe(true);
  });

  it('books a call that waits past the end of a period in the next one, and says from when', async () => {
    s = await Scenario.start([usd(100n, { period: 'day' }), usd(500n, { id: 'all', name: 'All' })]);
    expect(await s.reserve(100n)).toBe(true);
    const late = s
      .gateway()
      .budgets.hold({ key: 'k', tags: {} }, [{ place: OPENAI, amount: CENT }], s.world.now);
    const end = s.world.now - (s.world.now % DAY) + DAY;
    s.world.advance(DAY);
    await s.world.quiesce();
    expect((await late).startedAt).toBe(end);
  });

  it('settles or releases a hold once, exactly', async () => {
    const held = s.gateway().budgets.hold({ key: 'k', tags: {} }, [{ place: OPENAI, amount: 10n * CENT }]);
    await s.world.quiesce();
    const hold = await held;
    const costs = [{ place: OPENAI, amount: 4n * CENT + 1n }];
    hold.settle(costs, s.world.now);
    hold.settle(costs, s.world.now);
    hold.release();
    const closed = s.gateway().budgets.close();
    await s.world.quiesce();
    await closed;
    expect(await s.status()).toMatchObject({ settled: 4n * CENT + 1n, reserved: 0n, leased: 0n });
  });

  it('counts what a provider billed beyond the worst case, and is honest about it', async () => {
    expect(await s.reserve(100n)).toBe(true);
    s.settleAll(130n);
    expect(s.gateway().budgets.figures()[0]?.overshoot).toEqual({ calls: 1, amount: 30n * CENT });
    expect(await s.reserve(1n)).toBe(false);
    expect(s.refusal().message).toContain('1.30 USD of 1.00 USD spent');
    expect(await s.status()).toMatchObject({
      settled: 130n * CENT,
      overshoot: 30n * CENT,
      level: 'exhausted',
    });
  });

  it('of nothing refuses everything, calls that cost nothing included, until it is lifted', async () => {
    s = await Scenario.start([usd(0n)]);
    expect(await s.reserve(0n)).toBe(false);
    expect(await s.reserve(1n)).toBe(false);
    s.world.lift('main', 5n * CENT, 10_000);
    s.world.advance(200);
    expect(await s.reserve(0n)).toBe(true);
    expect(await s.reserve(5n)).toBe(true);
    expect(await s.reserve(1n)).toBe(false);
  });

  it('does not ask the authority for every call of a flood that is refused', async () => {
    expect(await s.reserve(100n)).toBe(true);
    expect(await s.reserve(10n)).toBe(false);
    const { budgets, up } = s.gateway();
    const tries = [{ place: OPENAI, amount: 10n * CENT }];
    for (let i = 0; i < 50; i++) expect(() => budgets.hold({ key: 'k', tags: {} }, tries)).toThrow(/budget/);
    expect(up).toHaveLength(0);
  });
});

describe('several gateways', () => {
  beforeEach(async () => {
    s = await Scenario.start([usd(100n)], 2);
  });

  it('share one budget, and idle leases are called back before it is said to be spent', async () => {
    expect(await s.reserve(2n, { gateway: 0 })).toBe(true);
    expect((await s.status())?.leased).toBeGreaterThan(0n);
    expect(await s.reserve(98n, { gateway: 1 })).toBe(true);
    expect(await s.reserve(1n, { gateway: 0, wait: 300 })).toBe(false);
    expect(await s.status()).toMatchObject({ reserved: 100n * CENT, leased: 0n });
  });

  it('are not taken at their word of yesterday when a message arrives again', async () => {
    expect(await s.reserve(50n, { gateway: 0 })).toBe(true);
    s.settleAll(50n);
    await s.report();
    s.world.repeatReport(0);
    expect(await s.reserve(60n, { gateway: 1, wait: 300 })).toBe(false);
    expect(await s.reserve(50n, { gateway: 1, wait: 300 })).toBe(true);
  });

  it('keep what a dead one held until its calls are in the ledger, then free the rest', async () => {
    expect(await s.reserve(30n, { gateway: 0 })).toBe(true);
    s.settleAll(10n);
    s.world.crash(s.gateway(0));
    for (const gateway of s.world.living) s.world.connect(gateway);
    await s.world.quiesce();
    expect(await s.reserve(90n, { gateway: 0, wait: 300 })).toBe(false);
    expect(s.refusal().code).toBe('limits_unavailable');
    await s.land();
    expect(await s.reserve(90n, { gateway: 0 })).toBe(true);
  });
});

describe('without control', () => {
  it('a gateway spends its lease, then refuses', async () => {
    expect(await s.reserve(2n)).toBe(true);
    s.world.disconnect(s.gateway());
    expect(await s.reserve(2n)).toBe(true);
    expect(await s.reserve(90n)).toBe(false);
    expect(s.refusal().code).toBe('limits_unavailable');
  });

  it('refuses at once, lease or not, where the budget is to fail closed', async () => {
    s = await Scenario.start([usd(100n, { onAuthorityLoss: 'closed' })]);
    expect(await s.reserve(2n)).toBe(true);
    s.world.disconnect(s.gateway());
    expect(await s.reserve(2n)).toBe(false);
    expect(s.refusal().code).toBe('limits_unavailable');
    s.world.connect(s.gateway());
    expect(await s.reserve(2n)).toBe(true);
  });

  it('nothing is granted after its restart until every living gateway has told what it holds', async () => {
    s = await Scenario.start([usd(100n)], 2);
    const { world } = s;
    expect(await s.reserve(60n, { gateway: 0 })).toBe(true);
    world.restartControl();
    world.connect(s.gateway(1));
    expect(await s.reserve(60n, { gateway: 1, wait: 3_000 })).toBe(false);
    expect(s.refusal().code).toBe('limits_unavailable');
    world.connect(s.gateway(0));
    await world.quiesce();
    expect(await s.reserve(60n, { gateway: 1, wait: 300 })).toBe(false);
    expect(s.refusal().code).toBe('budget_exhausted');
    expect(await s.reserve(40n, { gateway: 1 })).toBe(true);
  });
});
