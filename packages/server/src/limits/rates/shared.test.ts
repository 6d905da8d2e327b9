import { describe, expect, it } from 'vitest';
import { settled } from './testing/hand-time.ts';
import { ask, limit } from './testing/limits.ts';
import { Network } from './testing/network.ts';

const TAGS = { workload: 'chat' };

async function steady(network: Network, gateways: string[], everyMs: number, forMs: number): Promise<number> {
  const before = passedOf(network);
  for (let at = 0; at < forMs; at += everyMs) {
    for (const gateway of gateways) network.call(gateway, ask({ tags: TAGS }));
    await network.time.passSlowly(everyMs);
  }
  return passedOf(network) - before;
}

const totals = new WeakMap<Network, { passed: number }>();

function passedOf(network: Network): number {
  return totals.get(network)?.passed ?? 0;
}

function world(rule: Parameters<typeof limit>[0], gateways: number): Network {
  const network = new Network([limit(rule)], gateways);
  network.prompt = true;
  const total = { passed: 0 };
  totals.set(network, total);
  network.onPass = () => {
    total.passed += 1;
  };
  return network;
}

describe('slices', () => {
  it('leave no call of a gateway alone waiting once it has one', async () => {
    const network = world({ metric: 'requests', limit: '60000' }, 1);
    const rates = network.gateways.get('g1');
    network.call('g1', ask({ tags: TAGS }));
    await settled();
    for (let i = 0; i < 5_000; i += 1) {
      const answer = rates?.admit(ask({ tags: TAGS }));
      expect(answer).toBeDefined();
      expect(answer).not.toBeInstanceOf(Promise);
      await network.time.passSlowly(2);
    }
    expect(rates?.asks).toBeLessThan(200);
  });

  it('give all of the limit to whoever wants it, and share it when all do', async () => {
    const network = world({ metric: 'requests', limit: '6000', burst: '100' }, 4);
    expect(await steady(network, ['g1'], 5, 10_000)).toBeGreaterThan(1_050);
    const shared = await steady(network, ['g1', 'g2', 'g3', 'g4'], 5, 10_000);
    expect(shared).toBeGreaterThan(950);
    expect(shared).toBeLessThanOrEqual(1_101);
  });

  it('come back when they are not used', async () => {
    const network = world({ metric: 'requests', limit: '60', burst: '4' }, 2);
    network.call('g1', ask({ tags: TAGS }));
    await network.time.passSlowly(1_500);
    for (let i = 0; i < 5; i += 1) network.call('g2', ask({ tags: TAGS }));
    await settled();
    network.call('g2', ask({ tags: TAGS }));
    await network.time.passSlowly(10);
    expect(passedOf(network)).toBe(5);
  });

  it('let places at once move to the gateway that needs them, and free those of one that died', async () => {
    const network = world({ metric: 'concurrent', limit: '3', queueMs: 1_000 }, 2);
    for (let i = 0; i < 3; i += 1) network.call('g1', ask({ tags: TAGS }));
    await settled();
    network.call('g2', ask({ tags: TAGS }));
    await network.time.passSlowly(100);
    expect(passedOf(network)).toBe(3);
    network.end(0);
    network.end(0);
    await network.time.passSlowly(900);
    expect(passedOf(network)).toBe(4);
    network.kill('g1');
    network.call('g2', ask({ tags: TAGS }));
    network.call('g2', ask({ tags: TAGS }));
    await network.time.passSlowly(500);
    expect(passedOf(network)).toBe(6);
  });

  it('give way to each gateway going by its part while control is away, and return with it', async () => {
    const network = world({ metric: 'requests', limit: '6000', burst: '40' }, 2);
    await steady(network, ['g1', 'g2'], 5, 2_000);
    network.lose();
    const away = await steady(network, ['g1', 'g2'], 5, 10_000);
    expect(network.gateways.get('g1')?.isShared).toBe(false);
    expect(away).toBeGreaterThan(950);
    expect(away).toBeLessThan(1_050);
    network.find(true);
    await network.time.passSlowly(600);
    const back = await steady(network, ['g1', 'g2'], 5, 10_000);
    expect(network.gateways.get('g1')?.isShared).toBe(true);
    expect(back).toBeLessThan(1_100);
  });

  it('tell control who uses how much', async () => {
    const network = world({ metric: 'requests', limit: '100', burst: '100', per: 'user' }, 2);
    for (let i = 0; i < 50; i += 1) network.call('g1', ask({ tags: { user: 'ann' } }));
    network.call('g2', ask({ tags: { user: 'bob' } }));
    await network.time.passSlowly(1_000);
    expect(network.authority.figures()).toEqual([
      { limit: 'chat', subjects: 2, busiest: 'ann', busiestPercent: 50 },
    ]);
  });
});
