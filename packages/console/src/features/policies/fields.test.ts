import type { CachingPolicy, DataPolicy, RoutingPolicy } from '@weir/core/contract';
import { describe, expect, it } from 'vitest';
import {
  cachingFieldsOf,
  dataFieldsOf,
  isPercent,
  isWhole,
  routingFieldsOf,
  toCachingPolicy,
  toDataPolicy,
  toRoutingPolicy,
  ttlOf,
} from './fields.ts';

const ROUTING: RoutingPolicy = {
  default_model: 'fast',
  allowed_tiers: ['small', 'mid'],
  fallbacks: ['gpt-4o', 'anthropic/claude-sonnet-4-5'],
  escalation: { to: ['tier:mid'], on: ['refusal', 'low_confidence'], min_confidence: 0.8 },
  shadow: { model: 'gemini-2.5-flash', percent: 2.5 },
};
const CACHING: CachingPolicy = {
  exact: { ttl_seconds: 5_400, per_user: false, any_temperature: true },
  prompt: { insert_cache_points: true },
};
const DATA: DataPolicy = {
  class: 'personal',
  detectors: { email: 'redact', api_key: 'block' },
  answers: true,
  retention: { days: 14, sample_percent: 10 },
};

describe('the policies of a workload in their forms', () => {
  it('are sent as they came when nothing was changed', () => {
    expect(toRoutingPolicy(routingFieldsOf(ROUTING))).toEqual(ROUTING);
    expect(toCachingPolicy(cachingFieldsOf(CACHING))).toEqual(CACHING);
    expect(toDataPolicy(dataFieldsOf(DATA))).toEqual(DATA);
  });

  it('are taken away when they say nothing', () => {
    expect(toRoutingPolicy(routingFieldsOf(undefined))).toBeNull();
    expect(toCachingPolicy(cachingFieldsOf(undefined))).toBeNull();
    expect(toDataPolicy(dataFieldsOf(undefined))).toBeNull();
  });

  it('leave out what is switched off, whatever its fields hold', () => {
    const fields = { ...routingFieldsOf(ROUTING), escalates: false, shadows: false, defaultModel: ' ' };
    expect(toRoutingPolicy(fields)).toEqual({
      allowed_tiers: ['small', 'mid'],
      fallbacks: ROUTING.fallbacks,
    });
    expect(toDataPolicy({ ...dataFieldsOf(DATA), keeps: false })).not.toHaveProperty('retention');
  });

  it('show how long an answer is kept in the largest whole unit', () => {
    expect(ttlOf(7_200)).toEqual({ ttl: '2', unit: 'hours' });
    expect(ttlOf(172_800)).toEqual({ ttl: '2', unit: 'days' });
    expect(ttlOf(90)).toEqual({ ttl: '1.5', unit: 'minutes' });
  });

  it('know a percentage and a count when they see one', () => {
    expect(['0', '0.1', '100', '101', ''].map(isPercent)).toEqual([false, true, true, false, false]);
    expect(isWhole('30', 3_650)).toBe(true);
    expect(isWhole('1.5', 3_650)).toBe(false);
    expect(isWhole('9999', 3_650)).toBe(false);
  });
});
