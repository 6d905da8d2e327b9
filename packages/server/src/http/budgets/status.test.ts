import { budgetStatus } from '@weir/core/contract';
import { describe, expect, it } from 'vitest';
import type { Consumer, SpendScope } from '../../ledger/port.ts';
import type { AccountStatus } from '../../limits/budgets/port.ts';
import type { AdmissionBudget } from '../../registry/admission-state.ts';
import { createBudgetStatus } from './status.ts';

const USD = 1_000_000_000_000n;
const NOW = Date.parse('2026-11-22T10:00:00Z');
const MONTH = { start: Date.parse('2026-11-01T00:00:00Z'), end: Date.parse('2026-12-01T00:00:00Z') };

const rule = (id: string, more: Partial<AdmissionBudget> = {}): AdmissionBudget => ({
  id,
  name: id,
  scope: {},
  amountPico: (100n * USD).toString(),
  currency: 'USD',
  period: 'month',
  mode: 'hard',
  yellowPercent: 80,
  redPercent: 95,
  onAuthorityLoss: 'held_lease',
  approvers: [],
  rollOver: 'none',
  lifts: [],
  ...more,
});
const account = (budget: string, more: Partial<AccountStatus> = {}): AccountStatus => ({
  budget,
  period: MONTH,
  limit: 100n * USD,
  settled: 0n,
  reserved: 0n,
  leased: 0n,
  level: 'green',
  certain: true,
  overshoot: 0n,
  ...more,
});

interface World {
  rules: AdmissionBudget[];
  accounts: AccountStatus[];
  /** What was spent of late in every scope: in the long window and in five minutes. */
  recent?: bigint;
  last5min?: bigint;
  consumers?: Consumer[];
  cutOff?: string[];
}

async function statusOf(id: string, world: World) {
  const asked: SpendScope[] = [];
  const read = createBudgetStatus({
    accounts: async () => world.accounts,
    cutOff: () => world.cutOff ?? [],
    rules: () => ({
      budgets: world.rules,
      organization: { id: 'default', timeZone: 'UTC', currency: 'USD' },
    }),
    ledger: {
      async spend(scopes) {
        asked.push(...scopes);
        return scopes.map(({ since }) =>
          NOW - since.getTime() === 300_000 ? (world.last5min ?? 0n) : (world.recent ?? 0n),
        );
      },
      consumers: async () => ({ workloads: world.consumers ?? [], total: { cost: 0n, calls: 0 } }),
    },
    modelsOfTier: () => [{ provider: 'openai', model: 'gpt-4o' }],
    clock: { now: () => NOW },
  });
  const status = (await read([id])).get(id);
  return { status: status && budgetStatus.parse(status), asked };
}

describe('the status of a budget', () => {
  it('has every figure with 12 decimals, and where each is explained', async () => {
    const { status } = await statusOf('b', {
      rules: [rule('b')],
      accounts: [
        account('b', {
          settled: 40n * USD,
          reserved: 5n * USD,
          leased: 15n * USD,
          certain: false,
          overshoot: 1n,
        }),
      ],
      recent: 2n * USD,
      cutOff: ['gw-1'],
    });
    expect(status).toMatchObject({
      starts_at: '2026-11-01T00:00:00.000Z',
      ends_at: '2026-12-01T00:00:00.000Z',
      limit: '100.000000000000',
      settled: '40.000000000000',
      reserved: '5.000000000000',
      leased: '15.000000000000',
      remaining: '40.000000000000',
      used_percent: 45,
      level: 'green',
      reasons: [],
      certain: false,
      cut_off_gateways: ['gw-1'],
      overshoot: '0.000000000001',
      // 2 a day for the 8 days and 14 hours that are left
      projected: '57.166666666667',
    });
    expect(status).not.toHaveProperty('exhausts_at');
    expect(status?.formulas).toMatchObject({ projected: 'projected_spend', level: 'budget_level' });
  });

  it('says when it will be spent', async () => {
    const { status } = await statusOf('b', {
      rules: [rule('b')],
      accounts: [account('b', { settled: 80n * USD, level: 'yellow' })],
      recent: 10n * USD,
    });
    expect(status).toMatchObject({ exhausts_at: '2026-11-24T10:00:00.000Z', level: 'yellow' });
    expect(status?.reasons).toEqual([
      { kind: 'threshold', text: '80% of the limit is used; yellow from 80% on.' },
    ]);
  });

  it('tells lifts that run now from what rolled over', async () => {
    const lift = (amount: bigint, from: number, until: number) => ({
      amountPico: (amount * USD).toString(),
      from: NOW + from,
      until: NOW + until,
    });
    const { status } = await statusOf('b', {
      rules: [rule('b', { rollOver: 'unused', lifts: [lift(5n, -1, 1), lift(7n, -2, 0), lift(9n, 1, 2)] })],
      accounts: [account('b', { limit: 112n * USD })],
    });
    expect(status).toMatchObject({
      limit: '112.000000000000',
      lifted: '5.000000000000',
      rolled_over: '7.000000000000',
    });
  });

  it('is red when five minutes like the last would use it up', async () => {
    const world = { rules: [rule('b')], accounts: [account('b', { settled: 10n * USD })] };
    const { status } = await statusOf('b', { ...world, last5min: USD });
    expect(status).toMatchObject({ level: 'red', reasons: [{ kind: 'spike' }] });
    const calm = await statusOf('b', { ...world, last5min: USD / 100n });
    expect(calm.status?.level).toBe('green');
  });

  it('is red when one workload takes more than a fifth of the total budget of the month', async () => {
    const world = {
      rules: [
        rule('total'),
        rule('loose', { mode: 'soft' }),
        rule('of-bot', { scope: { workload: 'bot' }, period: 'day' }),
        rule('of-other', { scope: { workload: 'other' } }),
      ],
      accounts: [
        account('total'),
        account('loose', { limit: 500n * USD }),
        account('of-bot'),
        account('of-other'),
      ],
      consumers: [
        { workload: 'bot', cost: 20n * USD + 1n, calls: 3 },
        { workload: 'other', cost: 20n * USD, calls: 3 },
      ],
    };
    for (const id of ['total', 'of-bot']) {
      const { status } = await statusOf(id, world);
      expect(status).toMatchObject({ level: 'red', reasons: [{ kind: 'workload_share' }] });
      expect(status?.reasons[0]?.text).toContain('"bot"');
    }
    for (const id of ['loose', 'of-other']) {
      expect((await statusOf(id, world)).status).toMatchObject({ level: 'green', reasons: [] });
    }
  });

  it('gives no threshold as the reason where the authority has another', async () => {
    const { status } = await statusOf('b', {
      rules: [rule('b')],
      accounts: [account('b', { level: 'red' })],
    });
    expect(status).toMatchObject({ level: 'red', reasons: [] });
  });

  it('of no period has no end and no projection', async () => {
    const { status } = await statusOf('b', {
      rules: [rule('b', { period: 'total' })],
      accounts: [account('b', { period: { start: 0, end: Number.POSITIVE_INFINITY }, settled: USD })],
      recent: USD,
      last5min: USD,
    });
    expect(status).not.toHaveProperty('ends_at');
    expect(status).not.toHaveProperty('projected');
    expect(status).toMatchObject({ level: 'green', exhausts_at: expect.any(String) });
  });

  it('of 0 is used up, and says no more about it', async () => {
    const { status } = await statusOf('b', {
      rules: [rule('b', { amountPico: '0' })],
      accounts: [account('b', { limit: 0n, level: 'exhausted' })],
      last5min: USD,
    });
    expect(status).toMatchObject({ used_percent: 100, level: 'exhausted', remaining: '0.000000000000' });
    expect(status?.reasons).toEqual([{ kind: 'threshold', text: 'The whole limit is used.' }]);
  });

  it('of a tier is summed by the models of it', async () => {
    const { asked } = await statusOf('b', {
      rules: [rule('b', { scope: { tier: 'frontier' } })],
      accounts: [account('b')],
    });
    expect(asked).toHaveLength(2);
    for (const one of asked) expect(one.models).toEqual([{ provider: 'openai', model: 'gpt-4o' }]);
  });

  it('is absent while the authority does not know the budget', async () => {
    expect((await statusOf('new', { rules: [rule('new')], accounts: [] })).status).toBeUndefined();
  });
});
