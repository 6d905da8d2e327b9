import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Budget } from '@weir/core/contract';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openChdbLedger } from '../../ledger/chdb/index.ts';
import type { LedgerStore } from '../../ledger/port.ts';
import { callOf, chargeOf } from '../../ledger/testing/facts.ts';
import { silentLogger } from '../../platform/log.ts';
import { computeBurnDown } from './burn-down.ts';
import { computeSimulation } from './simulate.ts';
import { createBudgetStatus } from './status.ts';

const NOW = Date.parse('2026-11-22T10:00:00Z');
const USD = 1_000_000_000_000n;
let dir: string;
let ledger: LedgerStore;

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'weir-budgets-'));
  ledger = await openChdbLedger({ path: dir, log: silentLogger });
  await ledger.migrate();
  const call = (id: string, at: string, workload: string, cost: string) =>
    callOf({
      call_id: id,
      started_at: at,
      ended_at: at,
      tags: { workload },
      charges: [chargeOf({ effective_cost: cost })],
    });
  const calls = [
    call('c-1', '2026-10-05T00:00:00.000001Z', 'bot', '3'),
    call('c-2', '2026-10-06T00:00:00.000000Z', 'triage', '4'),
    call('c-3', '2026-11-02T00:00:00.000000Z', 'bot', '5'),
    call('c-4', '2026-11-22T09:58:00.000000Z', 'triage', '1'),
  ];
  await ledger.append({ token: 't', calls });
});
afterAll(async () => {
  await ledger.close();
  await rm(dir, { recursive: true, force: true });
});

const budget = (more: Partial<Budget>): Budget => ({
  id: 'b',
  name: 'b',
  scope: {},
  amount: '5',
  currency: 'USD',
  period: 'month',
  mode: 'hard',
  yellow_percent: 80,
  red_percent: 95,
  approvers: [],
  roll_over: 'none',
  on_authority_loss: 'held_lease',
  created_at: '2026-11-01T00:00:00.000Z',
  updated_at: '2026-11-01T00:00:00.000Z',
  ...more,
});
const modelsOfTier = () => [{ provider: 'openai', model: 'gpt-4o' }];
const sources = () => ({ ledger, modelsOfTier, now: NOW, zone: 'UTC', currency: 'USD' });

it.each<[Partial<Budget>, string]>([
  [{}, 'From 1 to 31 October this would have blocked 1 call of 1 workload, USD 4.00 in all.'],
  [
    { scope: { tier: 'mid' }, period: 'total' },
    'So far this would have blocked 2 calls of 2 workloads, USD 9.00 in all.',
  ],
  [
    { scope: { workload: 'bot', provider: 'openai' } },
    'From 1 to 31 October this would have blocked nothing: 1 call cost USD 3.00.',
  ],
  [{ scope: { user: 'nobody' }, period: 'total' }, 'So far there were no calls that it applies to.'],
  [{ scope: { user: 'nobody' } }, 'From 1 to 22 November there were no calls that it applies to.'],
])('a what-if of %j reads the ledger', async (more, summary) => {
  expect((await computeSimulation(budget(more), {}, sources())).summary).toBe(summary);
});

it('a burn-down adds up to what was spent', async () => {
  const month = await computeBurnDown(budget({}), sources());
  expect(month.points).toHaveLength(22);
  expect(month.points[0]).toEqual({ at: '2026-11-02T00:00:00.000Z', settled: '0.000000000000' });
  expect(month.points.at(-1)).toEqual({ at: '2026-11-22T10:00:00.000Z', settled: '6.000000000000' });
  expect(month.projection.at(-1)?.settled).toBe('14.583333333333');
  expect(month.consumers.map(({ workload, share_percent }) => [workload, share_percent])).toEqual([
    ['bot', 83.33],
    ['triage', 16.67],
  ]);
  const total = await computeBurnDown(budget({ period: 'total', scope: { tier: 'mid' } }), sources());
  expect(total.points.at(-1)?.settled).toBe('13.000000000000');
});

it('a status tells how fast it is spent', async () => {
  const period = { start: Date.parse('2026-11-01T00:00:00Z'), end: Date.parse('2026-12-01T00:00:00Z') };
  const read = createBudgetStatus({
    accounts: () => [
      {
        budget: 'b',
        period,
        limit: 20n * USD,
        settled: 6n * USD,
        reserved: 0n,
        leased: 0n,
        level: 'green',
        certain: true,
        overshoot: 0n,
      },
    ],
    rules: () => ({
      organization: { id: 'default', timeZone: 'UTC', currency: 'USD' },
      budgets: [
        {
          id: 'b',
          name: 'b',
          scope: {},
          amountPico: (20n * USD).toString(),
          currency: 'USD',
          period: 'month',
          mode: 'hard',
          yellowPercent: 80,
          redPercent: 95,
          onAuthorityLoss: 'closed',
          approvers: [],
          rollOver: 'none',
          lifts: [],
        },
      ],
    }),
    ledger,
    clock: { now: () => NOW },
  });
  const status = (await read(['b'])).get('b');
  expect(status).toMatchObject({ level: 'red', projected: '14.583333333333' });
  expect(status?.reasons.map(({ kind }) => kind)).toEqual(['spike', 'workload_share']);
  expect(status?.reasons[1]?.text).toContain('"bot" takes 25% of the total budget');
});
