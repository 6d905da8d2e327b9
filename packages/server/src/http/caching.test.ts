import type { CostMeasures, CostReport } from '@weir/core/contract';
import { expect, it } from 'vitest';
import { cachingReport } from './caching.ts';

const measures = (more: Partial<CostMeasures>): CostMeasures => ({
  calls: 10,
  cost: '1',
  loaded_cost: '1',
  list_cost: '1',
  estimated_cost: '0',
  unpriced_cost: '0',
  attributed_cost: '1',
  input_tokens: 0,
  output_tokens: 0,
  cache_read_tokens: 0,
  cache_write_tokens: 0,
  errors: 0,
  cache_hits: 0,
  cache_lookups: 0,
  avoided_cost: '0.000000000000',
  prompt_cache_saving: '0.000000000000',
  evaluation_calls: 0,
  evaluation_cost: '0.000000000000',
  ...more,
});

it('tells by workload what was saved, most first, and does not take nothing for 0', () => {
  const report: CostReport = {
    by: ['workload'],
    since: '2026-11-01T00:00:00Z',
    until: '2026-11-22T00:00:00Z',
    currency: 'USD',
    rows: [
      { ...measures({}), group: { workload: 'plain' } },
      { ...measures({ prompt_cache_saving: '-0.5', input_tokens: 9 }), group: { workload: 'loses' } },
      {
        ...measures({
          cache_lookups: 3,
          cache_hits: 1,
          avoided_cost: '0.25',
          input_tokens: 300,
          cache_read_tokens: 100,
          prompt_cache_saving: '0.1',
        }),
        group: { workload: 'wins' },
      },
      { ...measures({ avoided_cost: '9' }), group: { workload: 'other' }, folded: true },
    ],
    total: measures({ cache_lookups: 3, cache_hits: 1 }),
    answered_from: 'rollup',
  };
  const wins = {
    id: 'wins',
    environment: 'production',
    stage: 'pilot' as const,
    tags: {},
    approvedModels: [],
    caching: { exact: { ttl_seconds: 60, per_user: true, any_temperature: false } },
  };
  const answer = cachingReport(report, 'exclude', { wins }, [
    { workload: 'wins', calls: 30, share: 0.9, divergence: undefined },
    { workload: 'wins', calls: 10, share: 0.5, divergence: 'messages.0.content' },
  ]);
  expect(answer.rows[0]?.stable_prefix).toEqual({
    calls: 40,
    share: '0.8000',
    divergence: 'messages.0.content',
  });
  expect(answer.rows[1]?.stable_prefix).toBeUndefined();
  expect(answer.rows.map(({ workload }) => workload)).toEqual(['wins', 'plain', 'loses', 'other']);
  expect(answer.rows[0]).toMatchObject({
    exact: { lookups: 3, hits: 1, hit_share: '0.3333', avoided_cost: '0.25' },
    prompt: { hit_share: '0.3333', saving: '0.1' },
    exact_enabled: true,
    prompt_enabled: false,
  });
  expect(answer.rows[1]).toMatchObject({ exact: { hit_share: null }, prompt: { hit_share: null } });
  expect(answer.rows[2]).toMatchObject({ prompt: { hit_share: '0.0000', saving: '-0.5' } });
});
