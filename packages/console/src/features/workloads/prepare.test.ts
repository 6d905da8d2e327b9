import type { UnitReport, Workload } from '@weir/core/contract';
import { describe, expect, it } from 'vitest';
import {
  changeRows,
  compareKnown,
  drawable,
  fitting,
  loadRatio,
  relativeChange,
  rowsOf,
  stackRows,
  stackSet,
  trendSet,
  type Worth,
} from './prepare.ts';

const workload = (id: string, more: Partial<Workload> = {}): Workload => ({
  id,
  name: id,
  application: 'portal',
  environment: 'production',
  stage: 'production',
  owner: 'ada@example.com',
  approved_models: [],
  tags: {},
  created_at: '2026-11-01T00:00:00Z',
  updated_at: '2026-11-01T00:00:00Z',
  ...more,
});
const worth = (id: string, verdict: Worth['verdict']): Worth => ({
  workload: id,
  name: id,
  stage: 'production',
  owner: 'ada@example.com',
  loaded_cost: '10',
  api_cost: '4',
  outcomes: 0,
  successes: 0,
  cost_per_successful_outcome: null,
  value_per_outcome: null,
  margin: null,
  value: null,
  value_class: null,
  confidence: null,
  verdict,
  because: '',
});
const day = (bucket: string, api: string, loaded: string, each: string | null = null) => ({
  bucket,
  api_cost: api,
  loaded_cost: loaded,
  calls: 1,
  tasks: 1,
  users: 1,
  outcomes: 1,
  successes: 1,
  cost_per_call: api,
  cost_per_outcome: each,
  cost_per_successful_outcome: each,
  value: '0',
});

describe('the list of workloads', () => {
  const rows = rowsOf(
    [
      workload('support-bot', { name: 'Support bot', team: 'care', stage: 'pilot' }),
      workload('old-bot', { stage: 'retired', merged_into: 'support-bot' }),
    ],
    [worth('support-bot', 'scale')],
    [],
  );

  it('finds by words in any order, by stage and by verdict', () => {
    const ids = (search: Parameters<typeof fitting>[1]) =>
      fitting(rows, search).map(({ workload: { id } }) => id);
    expect(ids({ search: 'CARE support' })).toEqual(['support-bot']);
    expect(ids({ search: 'bot' })).toEqual(['support-bot', 'old-bot']);
    expect(ids({ stage: 'retired' })).toEqual(['old-bot']);
    expect(ids({ verdict: 'scale' })).toEqual(['support-bot']);
    expect(ids({ verdict: 'stop' })).toEqual([]);
  });

  it('puts what is not known last when the largest comes first', () => {
    const found = ['2', null, '10', undefined].sort((a, b) => compareKnown(b, a));
    expect(found.slice(0, 2)).toEqual(['10', '2']);
  });

  it('tells loaded cost as a multiple of the bill, and nothing where there is no bill', () => {
    expect(loadRatio('10', '4')).toBe('2.50');
    expect(loadRatio('10', '0')).toBeUndefined();
  });
});

describe('unit economics on screen', () => {
  const trend = [
    day('2026-11-21T00:00:00.000Z', '1', '4.5', '4.5'),
    day('2026-11-22T00:00:00.000Z', '2', '2', '0.1'),
  ];
  const now = Date.parse('2026-11-22T18:00:00Z');

  it('leaves the running day out where costs are booked at night, and only there', () => {
    const report = { trend, interval: 'day' as const };
    expect(drawable(report, 'cost_per_successful_outcome', now)).toHaveLength(1);
    expect(drawable(report, 'loaded_cost', now)).toHaveLength(1);
    expect(drawable(report, 'calls', now)).toHaveLength(2);
    expect(drawable({ trend, interval: 'week' }, 'loaded_cost', now)).toHaveLength(2);
  });

  it('draws what cannot be told as a gap', () => {
    const set = trendSet([day('2026-11-21T00:00:00.000Z', '1', '1')], 'cost_per_outcome', 'x');
    expect(set.series[0]?.values).toEqual(['']);
  });

  it('stacks API and other costs, exactly', () => {
    const { series, total } = stackSet(trend, { api: 'API', other: 'Other' });
    expect(series.map((one) => one.total)).toEqual(['3', '3.5']);
    expect(total).toBe('6.5');
  });

  it('tells the cost stack dearest first, with what providers bill marked', () => {
    const report = {
      cost_stack: { model_usage: '2.5', human_review: '7.5' },
      figures: {
        loaded_cost: { value: '10', unit: 'USD', formula: 'loaded_cost', inputs: {} },
      } satisfies UnitReport['figures'],
    };
    expect(stackRows(report)).toEqual([
      { category: 'human_review', isApi: false, amount: '7.5', share: '0.7500' },
      { category: 'model_usage', isApi: true, amount: '2.5', share: '0.2500' },
    ]);
  });

  it('tells a change in percent, and its parts by the length of the greatest', () => {
    const change = {
      from: '4',
      to: '3',
      parts: [
        { cause: 'volume', amount: '-2' },
        { cause: 'other_costs', amount: '1' },
      ],
    };
    expect(relativeChange(change)).toBe('-0.2500');
    expect(relativeChange({ from: '0', to: '3' })).toBeUndefined();
    expect(changeRows(change).map(({ length }) => length)).toEqual([-100, 50]);
  });
});
