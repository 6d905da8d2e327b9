import type { CallSummary, GateSummary, UnitReport, ViabilityMap, Workload } from '@weir/core/contract';
import { describe, expect, it } from 'vitest';
import { dearest, openGates, outcomeTrend, overdueReviews, totalsOf } from './prepare.ts';

type Row = ViabilityMap['workloads'][number];
const row = (part: Partial<Row>): Row => ({
  workload: 'support-bot',
  name: 'Support bot',
  stage: 'production',
  owner: 'a@example.com',
  loaded_cost: '10',
  api_cost: '8',
  outcomes: 5,
  successes: 4,
  cost_per_successful_outcome: '2.5',
  value_per_outcome: '3',
  margin: '0.5',
  value: '12',
  value_class: 'measurable',
  confidence: 'measured',
  verdict: 'scale',
  because: 'It pays.',
  ...part,
});

describe('what executives see', () => {
  it('adds measurable value only, and sets it against the cost of the same workloads', () => {
    const totals = totalsOf([
      row({}),
      row({ value: '1000', value_class: 'strategic', loaded_cost: '7.5', verdict: 'improve' }),
      row({ value: null, value_class: null, loaded_cost: '0.25', verdict: 'not_enough_evidence' }),
    ]);
    expect(totals).toMatchObject({ loaded: '17.75', value: '12', margin: '2', outcomes: 15, successes: 12 });
    expect(totals.verdicts).toEqual({ scale: 1, improve: 1, stop: 0, not_enough_evidence: 1 });
  });

  it('tells no value where nobody measured one', () => {
    expect(totalsOf([row({ value: null })])).toMatchObject({ value: undefined, margin: undefined });
  });

  it('names reviews that are overdue, the longest first, and none of retired workloads', () => {
    const workload = (id: string, part: Partial<Workload>) =>
      ({ id, name: id, stage: 'pilot', ...part }) as Workload;
    const found = overdueReviews(
      [
        workload('today', { review_date: '2026-11-22' }),
        workload('late', { review_date: '2026-11-01' }),
        workload('older', { review_date: '2026-09-01' }),
        workload('gone', { review_date: '2026-01-01', stage: 'retired' }),
        workload('never', {}),
      ],
      '2026-11-22',
    );
    expect(found.map(({ id }) => id)).toEqual(['older', 'late']);
  });

  it('names gates that hold traffic back or warn', () => {
    const gate = (workload: string, part: Partial<GateSummary>) =>
      ({ workload, state: 'open', traffic: 'refused', met: 10, of: 19, ...part }) as GateSummary;
    expect(
      openGates([
        gate('a', { met: 18, traffic: 'allowed_with_warning' }),
        gate('b', {}),
        gate('pilot', { traffic: 'allowed' }),
        gate('done', { state: 'passed' }),
      ]),
    ).toEqual([
      { workload: 'b', missing: 9 },
      { workload: 'a', missing: 1 },
    ]);
  });
});

describe('the dearest calls', () => {
  it('come by exact cost and are calls', () => {
    const call = (call_id: string, cost: string, entry?: CallSummary['entry']) =>
      ({ call_id, cost, ...(entry === undefined ? {} : { entry }) }) as CallSummary;
    const entry = {} as NonNullable<CallSummary['entry']>;
    const found = dearest([call('a', '0.2'), call('b', '0.11'), call('c', '9', entry), call('d', '0')], 5);
    expect(found.map(({ call_id }) => call_id)).toEqual(['a', 'b']);
  });
});

describe('the trend of cost per success', () => {
  const point = (bucket: string, cost: string | null) =>
    ({ bucket, cost_per_successful_outcome: cost }) as UnitReport['trend'][number];
  const report = (...trend: UnitReport['trend']) =>
    ({ trend, interval: 'day', until: '2026-11-04T09:00:00Z' }) as const;

  it('has gaps where there was no success, and is none with a single point', () => {
    const trend = [point('2026-11-01T00:00:00Z', '2'), point('2026-11-02T00:00:00Z', null)];
    expect(outcomeTrend(report(...trend), 'x')).toBeUndefined();
    const set = outcomeTrend(report(...trend, point('2026-11-03T00:00:00Z', '1')), 'x');
    expect(set?.series[0]?.values).toEqual(['2', '', '1']);
  });

  it('leaves out the day that is not over', () => {
    const days = ['2', '3', '0.1'].map((cost, i) => point(`2026-11-0${i + 2}T00:00:00Z`, cost));
    expect(outcomeTrend(report(...days), 'x')?.series[0]?.values).toEqual(['2', '3']);
  });
});
