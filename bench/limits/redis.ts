// What a lease refill costs over Redis at loopback: `npx tsx bench/limits/redis.ts`. Every refill is one script call that
// tells figures and takes a grant; 50 budgets with 16 incarnations each, and control sweeping twice a second.

import { type Budget, termsOf } from '../../packages/server/src/limits/budgets/budget.ts';
import {
  createRedisAuthority,
  type RedisAuthority,
} from '../../packages/server/src/limits/budgets/redis/authority.ts';
import { createRedisKeeper } from '../../packages/server/src/limits/budgets/redis/keeper.ts';
import { systemClock } from '../../packages/server/src/platform/clock.ts';
import { silentLogger } from '../../packages/server/src/platform/log.ts';
import { startRedis } from '../../packages/server/src/platform/testing/redis-server.ts';

const BUDGETS = 50;
const INCARNATIONS = 16;
const CLIENTS = 4;
const SECONDS = 4;
const NANO = 1_000n;

const sleep = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));
const budgets: Budget[] = Array.from({ length: BUDGETS }, (_, i) => ({
  id: `budget-${i}`,
  name: `budget ${i}`,
  scope: { workload: `w-${i}` },
  amount: 1_000_000_000_000_000_000n,
  currency: 'USD',
  period: 'total',
  mode: 'hard',
  yellow: 80,
  red: 95,
  onAuthorityLoss: 'held_lease',
}));
const instances = Array.from({ length: INCARNATIONS }, (_, i) => `gateway-${i}`);

/** Latencies of refills in a row, ms. */
async function hammer(authority: RedisAuthority, instance: string, until: number): Promise<number[]> {
  const taken: number[] = [];
  for (let seq = 1e6 * taken.length + Math.round(performance.now() * 100); performance.now() < until; seq++) {
    const budget = budgets[seq % BUDGETS];
    if (budget === undefined) continue;
    const begun = performance.now();
    await authority.lease({
      instance,
      budget: budget.id,
      terms: termsOf(budget, 'UTC'),
      period: 0,
      from: 0,
      settled: BigInt(seq) * NANO,
      reserved: 20n * NANO,
      idle: 5n * NANO,
      seq,
      need: 10n * NANO,
      want: 160n * NANO,
    });
    taken.push(performance.now() - begun);
  }
  return taken;
}

function line(name: string, taken: number[]): string {
  const sorted = taken.sort((a, b) => a - b);
  const at = (share: number) => (sorted[Math.floor(sorted.length * share)] ?? 0).toFixed(3);
  const rate = Math.round(sorted.length / SECONDS);
  return `${name.padEnd(34)} p50 ${at(0.5)} ms  p99 ${at(0.99)} ms  p99.9 ${at(0.999)} ms  ${rate} refills/s`;
}

const redis = await startRedis();
const authorities = instances.map((instance) =>
  createRedisAuthority({ url: redis.url, instance, clock: systemClock, log: silentLogger, sleep }),
);
for (const [i, authority] of authorities.entries()) {
  const instance = instances[i] ?? '';
  let seq = 0;
  authority.onRecall((recalled) => {
    for (const { budget } of recalled) {
      const terms = termsOf(budgets.find(({ id }) => id === budget) ?? (budgets[0] as Budget), 'UTC');
      const figures = { settled: 0n, reserved: 0n, idle: 0n, seq: ++seq, period: 0, from: 0 };
      authority.report({ instance, budget, terms, ...figures, recalled: true, at: 0 }).catch(() => undefined);
    }
  });
}
const keeper = createRedisKeeper({
  url: redis.url,
  clock: systemClock,
  log: silentLogger,
  epoch: 1,
  stillLeads: async () => true,
  deposed: () => undefined,
  budgets: () => budgets,
  periodOf: () => ({ start: 0, end: Number.POSITIVE_INFINITY }),
  zone: () => 'UTC',
  limitOf: ({ amount }) => amount,
  spend: async (asks) => asks.map(() => 0n),
  found: () => [],
  stateOf: () => 'alive',
  levelsChanged: () => undefined,
});
const sweeping = setInterval(() => void keeper.sweep(), 500);
try {
  for (const instance of instances) keeper.connected(instance);
  while (keeper.status().length < BUDGETS || keeper.status().some(({ certain }) => !certain)) await sleep(20);
  const run = async (count: number) => {
    const until = performance.now() + SECONDS * 1_000;
    const runs = authorities.slice(0, count).map((one, i) => hammer(one, instances[i] ?? '', until));
    return (await Promise.all(runs)).flat();
  };
  console.log(line('one gateway, one refill at a time', await run(1)));
  console.log(line(`${CLIENTS} gateways hammering`, await run(CLIENTS)));
} finally {
  clearInterval(sweeping);
  keeper.close();
  for (const authority of authorities) authority.close();
  await redis.remove();
}
