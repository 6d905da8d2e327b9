// What budgets cost on the call path, on one core: `npx tsx bench/limits/path.ts`. One gateway with its authority in the same
// process; each figure is the best of several rounds.

import { setTimeout as sleep } from 'node:timers/promises';
import { createAuthority } from '../../packages/server/src/limits/budgets/authority/authority.ts';
import { type Budget, calendarPeriods } from '../../packages/server/src/limits/budgets/budget.ts';
import { createBudgets } from '../../packages/server/src/limits/budgets/gateway/budgets.ts';
import { systemClock } from '../../packages/server/src/platform/clock.ts';
import { silentLogger } from '../../packages/server/src/platform/log.ts';

const ROUNDS = 5;
const CALLS = 100_000;
const WARM = 2 * CALLS;
const UNIT = 1_000_000_000_000n;
/** What a call holds, and what it costs: fractions of a cent. */
const HELD = 12_345_678_901n;
const COST = 4_567_890_123n;

const place = { provider: 'openai', model: 'gpt-4o', tier: 'mid' } as const;
const subject = { key: 'key-1', tags: { workload: 'bot', team: 'support', environment: 'production' } };
const tries = [{ place, amount: HELD }];
const costs = [{ place, amount: COST }];

for (const [label, count, placed] of [
  ['no budget', 0, false],
  ['1 budget', 1, false],
  ['10 budgets', 10, false],
  ['10 budgets, 3 of them by provider', 10, true],
  ['50 budgets', 50, false],
] as const) {
  const figures = await measure(count, placed);
  console.log(
    `${label.padEnd(36)} ${figures.micros.toFixed(2).padStart(6)} us CPU per call; per ${CALLS.toLocaleString('en')} calls: ` +
      `${figures.waited} waited for a lease, ${figures.ahead} leases asked ahead, ${figures.reports} reports`,
  );
}

async function measure(count: number, placed: boolean) {
  const budgets = makeBudgets(count, placed);
  const periodOf = calendarPeriods(() => 'UTC');
  const clock = systemClock;
  const authority = createAuthority({
    clock,
    log: silentLogger,
    sleep: (ms) => sleep(ms),
    periodOf,
    zone: () => 'UTC',
    budgets: () => budgets,
    limitOf: ({ amount }) => amount,
    spend: async (asks) => asks.map(() => 0n),
    found: () => [],
    stateOf: () => 'alive',
    recall: (_instance, recalled) => gateway.recall(recalled),
    levelsChanged: () => {},
  });
  const rules = { version: 1, zone: 'UTC', budgets, approversOf: () => [] };
  const gateway = createBudgets({
    authority,
    rules: () => rules,
    clock,
    periodOf,
    instance: 'gw-1',
    mark: async () => {},
    askedApproval: () => {},
  });
  authority.connected('gw-1');
  await sleep(20);
  await run(gateway, WARM);
  let best = Number.POSITIVE_INFINITY;
  let trips = { waited: 0, ahead: 0, reports: 0 };
  for (let round = 0; round < ROUNDS; round++) {
    const before = { ...gateway.counters };
    best = Math.min(best, await run(gateway, CALLS));
    const { waited, ahead, reports } = gateway.counters;
    trips = {
      waited: waited - before.waited,
      ahead: ahead - before.ahead,
      reports: reports - before.reports,
    };
    await gateway.report();
  }
  return { micros: best, ...trips };
}

/** CPU microseconds per call. Turns of the event loop in between let leases that were asked ahead arrive. */
async function run(gateway: ReturnType<typeof createBudgets>, calls: number): Promise<number> {
  let spent = 0;
  for (let done = 0; done < calls; done += 1_000) {
    const begun = process.cpuUsage();
    for (let i = 0; i < 1_000; i++) {
      const at = systemClock.now();
      let hold = gateway.hold(subject, tries, at);
      if (hold instanceof Promise) hold = await hold;
      hold.settle(costs, at);
    }
    const { user, system } = process.cpuUsage(begun);
    spent += user + system;
    await new Promise((resolve) => setImmediate(resolve));
  }
  return spent / calls;
}

function makeBudgets(count: number, placed: boolean): Budget[] {
  const scopes: Record<string, string>[] = [{}, { workload: 'bot' }, { team: 'support' }, { key: 'key-1' }];
  return Array.from({ length: count }, (_, i) => ({
    id: `budget-${String(i).padStart(2, '0')}`,
    name: `Budget ${i}`,
    scope: placed && i < 3 ? { provider: 'openai' } : (scopes[i % scopes.length] ?? {}),
    amount: 1_000_000n * UNIT,
    currency: 'USD',
    period: (['hour', 'day', 'month', 'year'] as const)[i % 4] ?? 'day',
    mode: 'hard' as const,
    yellow: 80,
    red: 95,
    onAuthorityLoss: 'held_lease' as const,
  }));
}
