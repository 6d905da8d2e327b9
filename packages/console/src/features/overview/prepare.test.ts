import type { CostMeasures } from '@weir/core/contract';
import { describe, expect, it } from 'vitest';
import { compareSpend, coverageStage } from './prepare.ts';
import { text } from './text.ts';

const spend = (cost: string): CostMeasures => ({
  calls: 1,
  cost,
  loaded_cost: cost,
  list_cost: cost,
  estimated_cost: '0',
  unpriced_cost: '0',
  attributed_cost: cost,
  input_tokens: 0,
  output_tokens: 0,
  cache_read_tokens: 0,
  cache_write_tokens: 0,
  cache_hits: 0,
  cache_lookups: 0,
  avoided_cost: '0',
  prompt_cache_saving: '0',
  evaluation_calls: 0,
  evaluation_cost: '0',
  errors: 0,
});
const said = (now: string, before: string) =>
  compareSpend(spend(now), spend(before), { than: 'yesterday', none: 'yesterday' }, text);

describe('the comparison with the period before', () => {
  it('says more, less or the same', () => {
    expect(said('112.5', '100')).toBe('12.5% more than yesterday');
    expect(said('50', '100')).toBe('50% less than yesterday');
    expect(said('100', '100.000000')).toBe('the same as yesterday');
  });

  it('says a multiple when a percentage would be absurd, and nothing when there was nothing', () => {
    expect(said('18', '1')).toBe('18 × yesterday');
    expect(said('18', '0')).toBe('nothing yesterday');
  });
});

describe('the stage of attribution', () => {
  it('changes at half and at nine tenths', () => {
    expect(['0.4999', '0.5', '0.8999', '0.9'].map(coverageStage)).toEqual(['crawl', 'walk', 'walk', 'run']);
  });
});
