import { beforeEach, describe, expect, it } from 'vitest';
import { CENT, OPENAI, Scenario, usd } from './testing/scenario.ts';

let s: Scenario;
beforeEach(async () => {
  s = await Scenario.start([usd(100n)]);
});

describe('a budget that changes while calls run', () => {
  it('counts, when it is made, what was spent before, whoever spent it and wherever its records are', async () => {
    expect(await s.reserve(30n, { tags: { team: 'red' } })).toBe(true);
    s.settleAll(30n);
    await s.land();
    expect(await s.reserve(20n, { tags: { team: 'red' } })).toBe(true);
    s.settleAll(20n);
    expect(await s.reserve(10n, { tags: { team: 'red' } })).toBe(true);
    s.world.setBudget('team', usd(70n, { id: 'team', scope: { team: 'red' } }));
    await s.world.quiesce();
    // one call has landed, one waits in the spool, one still runs
    expect(await s.reserve(1n, { tags: { team: 'red' }, wait: 3_000 })).toBe(false);
    expect(s.refusal().code).toBe('limits_unavailable');
    s.settleAll(10n);
    await s.land();
    expect(await s.reserve(11n, { tags: { team: 'red' } })).toBe(false);
    expect(await s.reserve(10n, { tags: { team: 'red' } })).toBe(true);
    await s.report();
    expect(await s.status('team')).toMatchObject({
      certain: true,
      settled: 60n * CENT,
      reserved: 10n * CENT,
    });
  });

  it('goes on after a restart of control that has forgotten the mark', async () => {
    s.world.setBudget('team', usd(70n, { id: 'team', scope: { team: 'red' } }));
    await s.world.quiesce();
    await s.land();
    s.world.restartControl();
    s.world.connect(s.gateway());
    await s.world.quiesce();
    await s.land();
    await s.land();
    expect(await s.status('team')).toMatchObject({ certain: true });
  });

  it('begins anew when it is made again for something else, without mixing up the two', async () => {
    expect(await s.reserve(40n, { tags: { team: 'red' } })).toBe(true);
    s.settleAll(40n);
    s.world.setBudget('main', usd(100n, { scope: { team: 'blue' } }));
    await s.report();
    await s.land();
    expect(await s.status()).toMatchObject({ certain: true, settled: 0n });
    s.world.setBudget('main', usd(100n));
    await s.world.quiesce();
    await s.land();
    expect(await s.status()).toMatchObject({ certain: true, settled: 40n * CENT });
  });

  it('holds from the moment it is lowered, whatever lies idle in gateways', async () => {
    expect(await s.reserve(2n)).toBe(true);
    s.world.setBudget('main', usd(10n));
    await s.world.quiesce();
    expect(await s.status()).toMatchObject({ reserved: 2n * CENT, leased: 0n });
    expect(await s.reserve(9n)).toBe(false);
    expect(await s.reserve(8n)).toBe(true);
  });

  it('gives room at once when it is raised, and lets everything pass when it is removed', async () => {
    expect(await s.reserve(100n)).toBe(true);
    expect(await s.reserve(50n)).toBe(false);
    s.world.setBudget('main', usd(150n));
    await s.world.quiesce();
    expect(await s.reserve(50n)).toBe(true);
    s.world.setBudget('main', undefined);
    await s.world.quiesce();
    expect(await s.reserve(1_000n)).toBe(true);
  });
});

it('what was granted in an answer that got lost is given back', async () => {
  const { world } = s;
  const waiting = world.reserve(s.gateway(), { key: 'k', tags: {} }, [{ place: OPENAI, amount: CENT }]);
  await world.turn();
  s.gateway().up.shift()?.();
  await world.turn();
  world.giveUp(0);
  expect(await waiting).toBe(false);
  expect((await s.status())?.leased).toBeGreaterThan(0n);
  await s.report();
  expect(await s.status()).toMatchObject({ leased: 0n, reserved: 0n });
});

describe('wrong clocks', () => {
  it('a gateway ahead of control gets nothing of a period that has not begun', async () => {
    s = await Scenario.start([usd(100n, { period: 'day' })]);
    s.gateway().skew = 20_000;
    expect(await s.reserve(1n)).toBe(false);
    expect(s.refusal().code).toBe('limits_unavailable');
    expect(s.refusal().message).toContain('clock');
    s.world.advance(20_000);
    s.gateway().skew = 0;
    expect(await s.reserve(1n)).toBe(true);
  });

  it('what a gateway told of a period stands when its clock jumps into the next', async () => {
    s = await Scenario.start([usd(100n, { period: 'day' })], 2);
    expect(await s.reserve(50n, { gateway: 0 })).toBe(true);
    s.settleAll(50n);
    expect(await s.reserve(1n, { gateway: 0 })).toBe(true);
    s.gateway(0).skew = 20_000;
    expect(await s.reserve(60n, { gateway: 1, wait: 300 })).toBe(false);
    expect(s.refusal().message).toContain('0.50 USD of 1.00 USD spent');
  });

  it('a clock that goes back gives no call an end that a mark has closed', async () => {
    s.world.setBudget('team', usd(70n, { id: 'team', scope: { team: 'red' } }));
    await s.world.quiesce();
    const { at } = s.world.marks.at(-1) ?? { at: s.world.now };
    s.gateway().skew = -3_000;
    expect(s.gateway().budgets.count({ key: 'k', tags: {} }, [], s.world.now - 3_000)).toBe(at + 1);
  });
});
