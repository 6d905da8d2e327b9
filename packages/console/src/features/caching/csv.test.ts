import type { CachingFigures, CachingReport } from '@weir/core/contract';
import { describe, expect, it } from 'vitest';
import { cachingCsv, hasCaching } from './csv.ts';

const figures = (hits: number): CachingFigures => ({
  calls: 4,
  exact: { lookups: hits * 2, hits, hit_share: hits === 0 ? null : '0.5000', avoided_cost: '0.000120000001' },
  prompt: { input_tokens: 100, read_tokens: 0, write_tokens: 0, hit_share: '0.0000', saving: '-0.01' },
});
const report = (hits: number, on = false): CachingReport => ({
  since: '2026-11-01T00:00:00Z',
  until: '2026-12-01T00:00:00Z',
  currency: 'USD',
  rows: [{ ...figures(hits), workload: 'bot', exact_enabled: on, prompt_enabled: false }],
  total: figures(hits),
  sandbox: 'include',
  formulas: {},
});

describe('caching figures', () => {
  it('download with every decimal, and nothing where nothing is known', () => {
    expect(cachingCsv(report(1, true)).split('\r\n')[1]).toBe(
      'bot,4,true,1,2,0.5000,0.000120000001,false,0,0,100,0.0000,-0.01,USD',
    );
    expect(cachingCsv(report(0)).split('\r\n')[1]).toContain(',0,0,,');
  });

  it('are worth a screen once something was cached or is switched on', () => {
    expect(hasCaching(report(0))).toBe(false);
    expect(hasCaching(report(0, true))).toBe(true);
    expect(hasCaching(report(1))).toBe(true);
  });
});
