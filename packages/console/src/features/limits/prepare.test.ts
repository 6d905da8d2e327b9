import { createKill, createRateLimit, type Kill, type RateLimit } from '@weir/core/contract';
import { describe, expect, it } from 'vitest';
import {
  byReach,
  isConfirmed,
  rateFieldsOf,
  rateNotes,
  rateSentence,
  type StopFields,
  targetSentence,
  toNewKill,
  toNewRateLimit,
  toRateLimitChange,
} from './prepare.ts';

const limit = (more: Partial<RateLimit>): RateLimit => ({
  id: 'l',
  name: 'l',
  scope: {},
  metric: 'requests',
  limit: '6000',
  window_seconds: 60,
  queue_ms: 0,
  created_at: '2026-11-22T10:00:00Z',
  updated_at: '2026-11-22T10:00:00Z',
  ...more,
});

describe('a rate limit', () => {
  it('is said in one sentence', () => {
    expect(rateSentence(limit({}), 'USD')).toBe('6,000 requests per minute');
    expect(rateSentence(limit({ metric: 'cost', limit: '0.5', window_seconds: 3_600 }), 'USD')).toBe(
      '$0.50 per hour',
    );
    expect(rateSentence(limit({ metric: 'tokens', window_seconds: 45 }), 'USD')).toBe(
      '6,000 tokens per 45 seconds',
    );
    expect(rateSentence(limit({ metric: 'concurrent', limit: '8' }), 'USD')).toBe('8 calls at once');
    expect(rateNotes(limit({ burst: '10', queue_ms: 2_000 }), 'USD')).toBe('burst 10, waits up to 2 s');
    expect(rateNotes(limit({}), 'USD')).toBe('');
  });

  it('sends no window and no burst for calls at once', () => {
    const fields = { ...rateFieldsOf(undefined), metric: 'concurrent' as const, limit: '8', burst: '4' };
    const made = toNewRateLimit({ ...fields, per: ' user ' });
    expect(made).toEqual({ metric: 'concurrent', limit: '8', scope: {}, per: 'user', queue_ms: 0 });
    expect(createRateLimit.safeParse(made).success).toBe(true);
    expect(toRateLimitChange(fields, 'l')).toEqual({ name: 'l', limit: '8', queue_ms: 0 });
  });

  it('loses its burst when the field is emptied', () => {
    const fields = { ...rateFieldsOf(limit({ burst: '10' })), burst: '' };
    expect(toRateLimitChange(fields, 'l')).toMatchObject({ burst: null, window_seconds: 60 });
  });
});

describe('a kill switch', () => {
  const fields: StopFields = {
    target: 'everything',
    subject: 'left over',
    reason: ' leak ',
    cut: true,
    confirmation: '',
  };

  it('of everything needs the words typed, and has no subject', () => {
    expect(isConfirmed(fields)).toBe(false);
    expect(isConfirmed({ ...fields, confirmation: 'stop' })).toBe(false);
    expect(isConfirmed({ ...fields, confirmation: ' Stop everything ' })).toBe(true);
    expect(isConfirmed({ ...fields, target: 'key' })).toBe(true);
    expect(createKill.parse(toNewKill(fields))).toEqual({ target: 'everything', reason: 'leak', cut: true });
    expect(toNewKill({ ...fields, target: 'key' })).toMatchObject({ subject: 'left over' });
  });

  it('of everything stands first', () => {
    const kill = (id: string, target: Kill['target'], at: string): Kill => ({
      id,
      target,
      ...(target === 'everything' ? {} : { subject: 'bot' }),
      reason: 'r',
      cut: true,
      by: 'ada',
      created_at: at,
    });
    const all = [
      kill('old', 'workload', '2026-11-20T00:00:00Z'),
      kill('all', 'everything', '2026-11-19T00:00:00Z'),
      kill('new', 'key', '2026-11-21T00:00:00Z'),
    ];
    expect(byReach(all).map(({ id }) => id)).toEqual(['all', 'new', 'old']);
    expect(all.map(targetSentence)).toEqual(['Workload bot', 'Everything', 'Key bot']);
  });
});
