import type { CostReport, CoverageReport } from '@weir/core/contract';
import { describe, expect, it } from 'vitest';
import { conditionsOf, whenOfConditions } from './conditions.ts';
import { coverageSeries, intervalOf, ruleIdOf, termsOf, type Work, whenOf, workCsv } from './coverage.ts';
import { changeOf, tagFieldsOf } from './tag-fields.ts';
import { dimensionsOf, rulesOf, sharesOf } from './virtual.ts';

const work = {
  key: 'key_9',
  workload: '',
  environment: 'production',
  missing_tags: ['owner', 'workload'],
  calls: 2114,
  cost: '1300.5',
  share: '0.9284',
  cumulative_share: '0.9284',
  last_seen_at: '2026-11-20T00:00:00Z',
} satisfies Work;

describe('coverage', () => {
  it('is a line with gaps where there was no cost', () => {
    const trend = [
      { bucket: '2026-11-01T00:00:00Z', cost: '2', attributed_cost: '1', coverage: '0.5000' },
      { bucket: '2026-11-02T00:00:00Z', cost: '0', attributed_cost: '0', coverage: null },
    ];
    const { series } = coverageSeries({ trend, coverage: '0.5000' } as CoverageReport, 'Attributed');
    expect(series[0]?.values).toEqual(['0.5000', '']);
  });

  it('is shown in as many points as one can read', () => {
    const over = (days: number) => intervalOf({ since: new Date(0), until: new Date(days * 86_400_000) });
    expect([1, 30, 90, 800].map(over)).toEqual(['hour', 'day', 'week', 'month']);
  });

  it('names the work in a file with every decimal', () => {
    const csv = workCsv({ work_list: [work], currency: 'USD' } as unknown as CoverageReport);
    expect(csv.split('\r\n')[1]).toBe(
      'key_9,,production,owner workload,2114,1300.5,USD,0.9284,0.9284,2026-11-20T00:00:00Z',
    );
  });
});

describe('a claim', () => {
  it('is of the calls of that key, workload and environment that nobody has', () => {
    expect(termsOf(whenOf(work))).toEqual([
      'key=key_9',
      'workload=',
      'environment=production',
      'attribution=quarantined',
    ]);
  });

  it('gets an id that is free', () => {
    expect(ruleIdOf(work, [])).toBe('claim-key-9');
    expect(ruleIdOf(work, ['claim-key-9', 'claim-key-9-2'])).toBe('claim-key-9-3');
  });
});

describe('conditions', () => {
  it('are typed as lists and keep what has none', () => {
    const when = { workload: ['bot', 'mail'], team: [''] };
    expect(whenOfConditions(conditionsOf(when))).toEqual(when);
  });
});

describe('a virtual tag', () => {
  const rules = rulesOf([
    { key: 0, value: 'Desk', conditions: [{ key: 0, dimension: 'workload', values: 'bot, mail' }] },
    { key: 1, value: 'Search', conditions: [{ key: 0, dimension: 'team', values: 'search' }] },
    { key: 2, value: ' ', conditions: [] },
  ]);
  const row = (workload: string, team: string, cost: string, calls: number) =>
    ({ group: { workload, team }, cost, calls }) as unknown as CostReport['rows'][number];

  it('shares costs out by the first rule that holds, exactly', () => {
    const report = {
      rows: [
        row('bot', 'search', '0.1', 1),
        row('mail', 'care', '0.2', 2),
        row('index', 'search', '0.3', 3),
        row('other', 'care', '0.4', 4),
      ],
      total: { cost: '1' },
    } as unknown as CostReport;
    expect(dimensionsOf(rules)).toEqual(['workload', 'team']);
    expect(sharesOf(rules, 'Other', report)).toMatchObject([
      { value: 'Desk', calls: 3, share: '0.3000' },
      { value: 'Search', calls: 3, share: '0.3000' },
      { value: 'Other', calls: 4, share: '0.4000' },
    ]);
  });
});

describe('a definition of a tag', () => {
  it('forgets where values lie that are gone, and all of it without a parent', () => {
    const fields = {
      ...tagFieldsOf(undefined),
      values: 'bavaria\n\n alsace \nbavaria',
      parent: 'country',
      parentValues: { bavaria: 'de', texas: 'us', alsace: '' },
    };
    expect(changeOf(fields)).toMatchObject({
      allowed_values: ['bavaria', 'alsace'],
      parent: 'country',
      parent_values: { bavaria: 'de' },
    });
    expect(changeOf({ ...fields, parent: '' })).toMatchObject({ parent: null, parent_values: {} });
  });
});
