import { describe, expect, it } from 'vitest';
import { CENT, CLAUDE, OPENAI, Scenario, usd } from './testing/scenario.ts';

describe('budgets of several scopes', () => {
  it('let a call pass only if all that match have room, and keep nothing where one refuses', async () => {
    const s = await Scenario.start([
      usd(100n, { id: 'a-all' }),
      usd(50n, { id: 'b-team', scope: { team: 'red' } }),
      usd(20n, { id: 'c-user', scope: { user: 'eve', 'tag.tenant': 'acme' } }),
    ]);
    const eve = { team: 'red', user: 'eve', tenant: 'acme' };
    expect(await s.reserve(20n, { tags: eve })).toBe(true);
    expect(await s.reserve(1n, { tags: eve })).toBe(false);
    expect(s.refusal().message).toContain('(user eve, tag.tenant acme)');
    expect(await s.reserve(30n, { tags: { team: 'red', user: 'bob' } })).toBe(true);
    expect(await s.reserve(1n, { tags: { team: 'red', user: 'bob' } })).toBe(false);
    expect(s.refusal().message).toContain('(team red)');
    expect(await s.reserve(50n, { tags: { team: 'blue' } })).toBe(true);
    await s.report();
    expect((await s.status('a-all'))?.reserved).toBe(100n * CENT);
    expect((await s.status('b-team'))?.reserved).toBe(50n * CENT);
    expect((await s.status('c-user'))?.reserved).toBe(20n * CENT);
  });

  it('of a key do not concern calls of others, nor those without one', async () => {
    const s = await Scenario.start([usd(10n, { scope: { key: 'k1' } })]);
    expect(await s.reserve(11n, { key: 'k1' })).toBe(false);
    expect(await s.reserve(11n, { key: 'k2' })).toBe(true);
    expect(await s.reserve(11n, { key: '' })).toBe(true);
  });

  it('of places count only what goes there, and what a further try may cost is added there', async () => {
    const s = await Scenario.start([
      usd(100n, { id: 'all' }),
      usd(30n, { id: 'anthropic', scope: { provider: 'anthropic' } }),
      usd(40n, { id: 'frontier', scope: { tier: 'frontier' } }),
    ]);
    expect(await s.reserve(60n, { place: OPENAI })).toBe(true);
    expect((await s.status('anthropic'))?.reserved).toBe(0n);
    const [call] = s.world.openCalls;
    if (call === undefined) throw new Error('no call');
    const reached = s.world.reach(call, { place: CLAUDE, amount: 25n * CENT });
    await s.world.quiesce();
    expect(await reached).toBe(true);
    await s.report();
    expect((await s.status('all'))?.reserved).toBe(85n * CENT);
    expect((await s.status('anthropic'))?.reserved).toBe(25n * CENT);
    expect(await s.reserve(6n, { place: CLAUDE })).toBe(false);
    s.world.settle(call, (held) => held / 5n);
    await s.report();
    expect((await s.status('all'))?.settled).toBe(17n * CENT);
    expect((await s.status('frontier'))?.settled).toBe(5n * CENT);
  });

  it('keep what was held when a further try is refused', async () => {
    const s = await Scenario.start([
      usd(100n, { id: 'a' }),
      usd(10n, { id: 'b', scope: { provider: 'anthropic' } }),
    ]);
    expect(await s.reserve(60n)).toBe(true);
    const [call] = s.world.openCalls;
    if (call === undefined) throw new Error('no call');
    const reached = s.world.reach(call, { place: CLAUDE, amount: 20n * CENT });
    await s.world.quiesce();
    expect(await reached).toBe(false);
    await s.report();
    expect((await s.status('a'))?.reserved).toBe(60n * CENT);
    expect((await s.status('b'))?.reserved).toBe(0n);
  });
});

describe('modes', () => {
  it('a soft budget never refuses, and counts', async () => {
    const s = await Scenario.start([usd(10n, { mode: 'soft', onAuthorityLoss: 'closed' })]);
    expect(await s.reserve(50n)).toBe(true);
    s.world.disconnect(s.gateway());
    expect(await s.reserve(50n)).toBe(true);
    s.settleAll(30n);
    s.world.connect(s.gateway());
    await s.report();
    expect(await s.status()).toMatchObject({ settled: 60n * CENT, level: 'exhausted', overshoot: 0n });
  });

  it('an approval budget asks, and lets calls pass once it is lifted', async () => {
    const s = await Scenario.start([usd(10n, { mode: 'approval' })]);
    expect(await s.reserve(11n)).toBe(false);
    expect(s.refusal().code).toBe('approval_needed');
    expect(s.refusal().remedy).toContain('ask ann@example.com to lift it');
    expect(s.world.asked).toEqual([{ budget: 'main', needed: 11n * CENT }]);
    s.world.lift('main', 5n * CENT, 60_000);
    s.world.advance(200);
    expect(await s.reserve(11n)).toBe(true);
    expect((await s.status())?.limit).toBe(15n * CENT);
    s.settleAll(11n);
    s.world.advance(60_000);
    expect(await s.reserve(1n)).toBe(false);
  });

  it('degrade budgets ask for something cheaper from their red threshold on, until the next period', async () => {
    const terms = { mode: 'degrade', period: 'day', red: 50 } as const;
    const s = await Scenario.start([
      usd(100n, { ...terms, id: 'a', degradeTo: { tier: 'mid' } }),
      usd(100n, { ...terms, id: 'b', degradeTo: { tier: 'small' } }),
      usd(900n, { ...terms, id: 'c', degradeTo: { cache_only: true } }),
    ]);
    const { budgets } = s.gateway();
    const subject = { key: 'k', tags: { workload: 'w' } };
    expect(budgets.degradation(subject)).toBeUndefined();
    expect(await s.reserve(60n)).toBe(true);
    s.settleAll(60n);
    await s.report();
    budgets.levels(s.world.levels);
    expect(s.world.levels).toEqual({ a: 'red', b: 'red', c: 'green' });
    expect(budgets.degradation(subject)).toEqual({ tier: 'small' });
    s.world.advance(20_000);
    expect(budgets.degradation(subject)).toBeUndefined();
  });

  it('a budget of fixed dates applies only between them', async () => {
    const now = 1_000_000;
    const span = { start: now + 1_000, end: now + 5_000 };
    const s = await Scenario.start([usd(10n, { period: 'fixed', span })]);
    expect(await s.reserve(50n)).toBe(true);
    s.world.advance(2_000);
    expect(await s.reserve(50n)).toBe(false);
    expect(await s.reserve(10n)).toBe(true);
    s.world.advance(4_000);
    expect(await s.reserve(50n)).toBe(true);
  });
});
