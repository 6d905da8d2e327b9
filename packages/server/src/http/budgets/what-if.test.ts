import { type Budget, type BudgetView, budgetSimulation, burnDown } from '@weir/core/contract';
import { describe, expect, it } from 'vitest';
import type { BurnDownQuery, ReplayedCall, SpendScope, TimeRange } from '../../ledger/port.ts';
import { type BurnDownSources, computeBurnDown } from './burn-down.ts';
import { type AskedRange, computeSimulation } from './simulate.ts';

const USD = 1_000_000_000_000n;
const NOW = Date.parse('2026-11-22T10:00:00Z');

const budget = (more: Partial<Budget> = {}): Budget => ({
  id: 'b',
  name: 'b',
  scope: {},
  amount: '10',
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

const call = (at: string, cost: bigint, workload = 'bot'): ReplayedCall => ({
  at: Date.parse(at),
  cost,
  workload,
});

async function simulate(terms: Partial<Budget>, calls: ReplayedCall[], asked: AskedRange = {}, zone = 'UTC') {
  const ranges: TimeRange[] = [];
  const answer = await computeSimulation(budget(terms), asked, {
    ledger: {
      async *replay(query) {
        ranges.push(query);
        yield calls.filter(({ at }) => at >= query.since.getTime() && at < query.until.getTime());
      },
    },
    now: NOW,
    zone,
    currency: 'USD',
  });
  return { ...budgetSimulation.parse(answer), ranges };
}

describe('a what-if', () => {
  const october = [
    call('2026-10-02T08:00:00Z', 6n * USD),
    call('2026-10-03T08:00:00Z', 5n * USD, 'triage'),
    call('2026-10-04T08:00:00Z', 4n * USD),
    call('2026-10-05T08:00:00Z', USD / 2n),
  ];

  it('of a monthly budget says what it would have blocked last month', async () => {
    const answer = await simulate({}, october);
    expect(answer).toMatchObject({
      since: '2026-10-01T00:00:00.000Z',
      until: '2026-11-01T00:00:00.000Z',
      calls: 4,
      blocked_calls: 2,
      spent: '10.000000000000',
      blocked_cost: '5.500000000000',
      summary: 'From 1 to 31 October this would have blocked 2 calls of 2 workloads, USD 5.50 in all.',
      formulas: { summary: 'budget_what_if' },
    });
    expect(answer.periods).toMatchObject([
      { limit: '10.000000000000', exhausted_at: '2026-10-03T08:00:00.000Z', blocked_calls: 2 },
    ]);
    expect(answer.workloads.map(({ workload, blocked_calls }) => [workload, blocked_calls])).toEqual([
      ['triage', 1],
      ['bot', 1],
    ]);
  });

  it('follows the days of the zone', async () => {
    const { since, until } = await simulate({}, october, {}, 'Europe/Berlin');
    expect([since, until]).toEqual(['2026-09-30T22:00:00.000Z', '2026-10-31T23:00:00.000Z']);
  });

  it('counts in the currency of the organization', async () => {
    const euros = { amount: '5', currency: 'EUR', exchange_rate: '3.2' };
    expect((await simulate(euros, october)).summary).toBe(
      'From 1 to 31 October this would have blocked nothing: 4 calls cost USD 15.50.',
    );
  });

  it('of a soft budget blocks nothing', async () => {
    expect(await simulate({ mode: 'soft' }, october)).toMatchObject({
      blocked_calls: 0,
      spent: '15.500000000000',
      blocked_cost: '0.000000000000',
      summary:
        'From 1 to 31 October this would have been exceeded in 1 period and blocked nothing: a soft budget only tells.',
    });
  });

  it('takes the running period where there was nothing before', async () => {
    const calls = [call('2026-11-20T00:00:00Z', 11n * USD)];
    expect((await simulate({}, calls)).summary).toBe(
      'From 1 to 22 November this would have blocked 1 call of 1 workload, USD 11.00 in all.',
    );
    expect((await simulate({}, [])).summary).toBe(
      'From 1 to 22 November there were no calls that it applies to.',
    );
  });

  it('takes 30 days for short periods, its own dates, or all there is', async () => {
    const daily = await simulate({ period: 'day' }, [call('2026-11-20T00:00:00Z', USD)]);
    expect(daily).toMatchObject({ since: '2026-10-23T00:00:00.000Z', until: '2026-11-22T10:00:00.000Z' });
    const dates = { starts_at: '2026-11-01T00:00:00Z', ends_at: '2026-12-01T00:00:00Z' };
    const fixed = await simulate({ period: 'fixed', ...dates }, [call('2026-11-20T00:00:00Z', USD)]);
    expect(fixed).toMatchObject({ since: '2026-11-01T00:00:00.000Z', until: '2026-11-22T10:00:00.000Z' });
    const future = { starts_at: '2026-12-01T00:00:00Z', ends_at: '2026-12-11T00:00:00Z' };
    const ahead = await simulate({ period: 'fixed', ...future }, [call('2026-11-20T00:00:00Z', 11n * USD)]);
    expect(ahead).toMatchObject({ since: '2026-11-12T10:00:00.000Z', blocked_calls: 1 });
    const total = await simulate({ period: 'total', amount: '8' }, october);
    expect(total.summary).toBe('So far this would have blocked 2 calls of 2 workloads, USD 9.00 in all.');
  });

  it('lets what was not used roll over, up to its maximum', async () => {
    const calls = [call('2026-11-20T08:00:00Z', USD), call('2026-11-21T08:00:00Z', 14n * USD)];
    const rolling = { period: 'day', roll_over: 'unused' } as const;
    expect((await simulate(rolling, calls)).blocked_calls).toBe(0);
    expect((await simulate({ ...rolling, roll_over_max: '3' }, calls)).blocked_calls).toBe(1);
  });

  it('takes the range it is given, and refuses an empty one', async () => {
    const asked = { since: '2025-12-24T00:00:00Z', until: '2026-01-02T00:00:00Z' };
    const calls = [call('2025-12-25T00:00:00Z', USD / 1_000n)];
    expect((await simulate({}, calls, asked)).summary).toBe(
      'From 24 December 2025 to 1 January 2026 this would have blocked nothing: 1 call cost USD 0.001.',
    );
    await expect(simulate({}, [], { since: asked.until, until: asked.since })).rejects.toMatchObject({
      code: 'invalid_argument',
      field: 'since',
    });
    const long = { since: '2020-01-01T00:00:00Z' };
    await expect(simulate({ period: 'hour' }, [], long)).rejects.toMatchObject({ field: 'since' });
    const oneDay = await simulate({}, [], { since: '2026-11-05T01:00:00Z', until: '2026-11-05T02:00:00Z' });
    expect(oneDay.summary).toBe('On 5 November there were no calls that it applies to.');
  });
});

async function burn(terms: Partial<BudgetView>, more: Partial<BurnDownSources['ledger']> = {}) {
  const asked: (BurnDownQuery | SpendScope)[] = [];
  const answer = await computeBurnDown(budget(terms), {
    ledger: {
      async burnDown(query) {
        asked.push(query);
        return [{ at: query.until, settled: 4n * USD }];
      },
      async spend(scopes) {
        asked.push(...scopes);
        return scopes.map(() => 2n * USD);
      },
      consumers: async () => ({
        workloads: [{ workload: 'bot', cost: 3n * USD, calls: 30 }],
        others: { workloads: 4, cost: USD, calls: 10 },
        total: { cost: 4n * USD, calls: 40 },
      }),
      ...more,
    },
    now: NOW,
    zone: 'UTC',
  });
  return { ...burnDown.parse(answer), asked };
}

describe('a burn-down', () => {
  it('has the curve, its straight continuation and who spends', async () => {
    const answer = await burn({});
    expect(answer).toMatchObject({
      interval: 'day',
      points: [{ at: '2026-11-22T10:00:00.000Z', settled: '4.000000000000' }],
      projection: [
        { at: '2026-11-22T10:00:00.000Z', settled: '4.000000000000' },
        { at: '2026-12-01T00:00:00.000Z', settled: '21.166666666667' },
      ],
      consumers: [
        { workload: 'bot', cost: '3.000000000000', calls: 30, share_percent: 75 },
        { workload: 'other', cost: '1.000000000000', calls: 10, share_percent: 25 },
      ],
      formulas: { projection: 'projected_spend' },
    });
    expect(answer.asked[0]).toMatchObject({
      since: new Date('2026-11-01T00:00:00Z'),
      until: new Date(NOW),
      timeZone: 'UTC',
    });
  });

  it.each([
    ['hour', 'minute'],
    ['day', 'hour'],
    ['week', 'hour'],
    ['quarter', 'day'],
  ] as const)('of the period %s has points every %s', async (period, interval) => {
    expect((await burn({ period })).interval).toBe(interval);
  });

  it('of no period shows three months on top of what was before', async () => {
    const { points, projection, interval } = await burn({ period: 'total' });
    expect(interval).toBe('day');
    expect(points).toMatchObject([{ settled: '6.000000000000' }]);
    expect(projection).toEqual([]);
  });

  it('of dates to come is empty, of dates that are over has no projection', async () => {
    const future = { starts_at: '2026-12-01T00:00:00Z', ends_at: '2026-12-11T00:00:00Z' };
    expect(await burn({ period: 'fixed', ...future })).toMatchObject({ points: [], consumers: [] });
    const past = { starts_at: '2026-10-01T00:00:00Z', ends_at: '2026-10-11T00:00:00Z' };
    const over = await burn({ period: 'fixed', ...past });
    expect(over.points).toMatchObject([{ at: '2026-10-11T00:00:00.000Z' }]);
    expect(over.projection).toEqual([]);
  });
});
