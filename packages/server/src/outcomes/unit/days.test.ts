import { describe, expect, it } from 'vitest';
import { bucketsOf, daysOf, lastDays, rangeBefore } from './days.ts';

const BERLIN = 'Europe/Berlin';
const range = (since: string, until: string) => ({ since: new Date(since), until: new Date(until) });

describe('ranges of whole days', () => {
  it('the last 30 full days end where today begins, also over a change of clocks', () => {
    const { since, until } = lastDays(Date.parse('2026-11-22T10:00:00Z'), BERLIN);
    expect(until.toISOString()).toBe('2026-11-21T23:00:00.000Z');
    // summer time until 25 October
    expect(since.toISOString()).toBe('2026-10-22T22:00:00.000Z');
    expect(daysOf({ since, until }, BERLIN).toString()).toBe('30');
  });

  it('the range before has as many days, not as many hours', () => {
    const november = range('2026-10-31T23:00:00Z', '2026-11-21T23:00:00Z');
    // 21 days back lies before the clocks changed
    expect(rangeBefore(november, BERLIN).since.toISOString()).toBe('2026-10-10T22:00:00.000Z');
    const hours = range('2026-11-01T01:00:00Z', '2026-11-01T13:00:00Z');
    expect(rangeBefore(hours, BERLIN).since.toISOString()).toBe('2026-10-31T13:00:00.000Z');
    expect(daysOf(hours, BERLIN).toString()).toBe('0.5');
  });

  it('says which periods the range has whole', () => {
    const days = bucketsOf(range('2026-11-01T12:00:00Z', '2026-11-03T00:00:00Z'), 'day', 'UTC');
    expect(days.map(({ whole }) => whole)).toEqual([false, true]);
    expect(bucketsOf(range('2026-11-01T00:00:00Z', '2026-11-03T00:00:00Z'), 'week', 'UTC')).toHaveLength(2);
  });
});
