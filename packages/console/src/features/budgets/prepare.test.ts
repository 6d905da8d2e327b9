import type { BudgetLift, BudgetStatus, BudgetView, BurnDown } from '@weir/core/contract';
import { describe, expect, it } from 'vitest';
import { REST } from '../../charts/prepare/series.ts';
import { burnDownCsv, burnDownRows, liftState, matching, meterParts, prepareBurnDown } from './prepare.ts';
import { readBudgetsSearch } from './search.ts';

const status = (more: Partial<BudgetStatus> = {}): BudgetStatus => ({
  starts_at: '2026-11-01T00:00:00.000Z',
  ends_at: '2026-12-01T00:00:00.000Z',
  limit: '100',
  rolled_over: '0',
  lifted: '0',
  settled: '50',
  reserved: '20',
  leased: '10',
  remaining: '20',
  used_percent: 70,
  level: 'green',
  reasons: [],
  certain: true,
  cut_off_gateways: [],
  overshoot: '0',
  formulas: {},
  ...more,
});
const budget = (id: string, more: Partial<BudgetView> = {}): BudgetView => ({
  id,
  name: id,
  scope: {},
  amount: '100',
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
  status: status(),
  ...more,
});
const names = { settled: 'Settled', projection: 'Projected', limit: 'Limit' };
const report = (more: Partial<BurnDown> = {}): BurnDown => ({
  budget: budget('b'),
  interval: 'day',
  points: [
    { at: '2026-11-02T00:00:00.000Z', settled: '10.000000000001' },
    { at: '2026-11-03T00:00:00.000Z', settled: '30' },
  ],
  projection: [
    { at: '2026-11-03T00:00:00.000Z', settled: '30' },
    { at: '2026-12-01T00:00:00.000Z', settled: '310' },
  ],
  consumers: [],
  formulas: {},
  ...more,
});

describe('the list of budgets', () => {
  const { status: _, ...unknown } = budget('unknown');
  const all: BudgetView[] = [
    budget('calm', { status: status({ used_percent: 10 }) }),
    unknown,
    budget('busy', { status: status({ used_percent: 79 }) }),
    budget('spent', { scope: { workload: 'support-bot' }, status: status({ level: 'exhausted' }) }),
    budget('hot', { scope: { 'tag.tenant': 'acme' }, status: status({ level: 'red', used_percent: 12 }) }),
  ];
  const ids = (search: Parameters<typeof matching>[1]) => matching(all, search).map(({ id }) => id);

  it('shows the worst first, by level before percent, and those nobody knows last', () => {
    expect(ids({})).toEqual(['spent', 'hot', 'busy', 'calm', 'unknown']);
  });

  it('finds by level and by every word in name or scope', () => {
    expect(ids({ level: 'red' })).toEqual(['hot']);
    expect(ids({ search: 'SUPPORT workload' })).toEqual(['spent']);
    expect(ids({ search: 'tenant acme' })).toEqual(['hot']);
    expect(ids({ search: 'acme workload' })).toEqual([]);
  });

  it('keeps of an address what it understands', () => {
    expect(readBudgetsSearch({ level: 'red', search: 'bot', other: 'x' })).toEqual({
      level: 'red',
      search: 'bot',
    });
    expect(readBudgetsSearch({ level: 'purple', search: '' })).toEqual({});
  });
});

describe('a meter', () => {
  it('draws settled, reserved and leased one after the other, and never more than full', () => {
    expect(meterParts(status())).toEqual([0.5, 0.2, 0.1]);
    expect(meterParts(status({ settled: '90', reserved: '20' }))).toEqual([0.9, expect.closeTo(0.1), 0]);
    expect(meterParts(status({ settled: '250' }))).toEqual([1, 0, 0]);
    expect(meterParts(status({ limit: '0' }))).toEqual([1, 0, 0]);
  });
});

describe('a burn-down', () => {
  it('begins with nothing at the start of the period, and projects from where it stands', () => {
    const set = prepareBurnDown(report(), names);
    expect(set.buckets.map((at) => new Date(at).toISOString().slice(5, 10))).toEqual([
      '11-01',
      '11-02',
      '11-03',
      '12-01',
    ]);
    expect(set.series.map(({ key, values }) => [key, values])).toEqual([
      ['settled', ['0', '10.000000000001', '30', '']],
      ['projection', ['', '', '30', '310']],
      [REST, ['100', '100', '100', '100']],
    ]);
    expect(set.total).toBe('30');
  });

  it('says no more than is known: no projection, no limit, no start of a budget without end', () => {
    const { status: _, ...nobody } = budget('b');
    const bare = prepareBurnDown(report({ budget: nobody, projection: [] }), names);
    expect(bare.series.map(({ key }) => key)).toEqual(['settled']);
    expect(bare.buckets).toHaveLength(2);
    const total = budget('b', { period: 'total' });
    expect(prepareBurnDown(report({ budget: total, projection: [] }), names).buckets).toHaveLength(2);
  });

  it('is the same as table and as CSV, every decimal kept', () => {
    expect(burnDownRows(report())).toEqual([
      { at: '2026-11-02T00:00:00.000Z', settled: '10.000000000001', projected: undefined },
      { at: '2026-11-03T00:00:00.000Z', settled: '30', projected: undefined },
      { at: '2026-12-01T00:00:00.000Z', settled: undefined, projected: '310' },
    ]);
    expect(burnDownCsv(report(), 'USD')).toBe(
      'at,settled,projected,limit,currency\r\n' +
        '2026-11-02T00:00:00.000Z,10.000000000001,,100,USD\r\n' +
        '2026-11-03T00:00:00.000Z,30,,100,USD\r\n' +
        '2026-12-01T00:00:00.000Z,,310,100,USD\r\n',
    );
  });
});

it('a lift is active until its time or until it is ended', () => {
  const now = Date.parse('2026-11-22T10:00:00Z');
  const lift: BudgetLift = {
    id: 'l',
    budget: 'b',
    amount: '1',
    until: '2026-11-22T11:00:00Z',
    reason: 'launch',
    by: 'cfo',
    created_at: '2026-11-22T09:00:00Z',
  };
  expect(liftState(lift, now)).toBe('active');
  expect(liftState({ ...lift, until: '2026-11-22T09:30:00Z' }, now)).toBe('over');
  expect(liftState({ ...lift, ended_at: '2026-11-22T09:10:00Z' }, now)).toBe('ended');
});
