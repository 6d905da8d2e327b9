import { describe, expect, it } from 'vitest';
import { fittingInterval, isTooFine, presetRange, resolveRange } from './range.ts';
import { withoutTerm, withTerms } from './scope.ts';

const NOW = new Date('2026-11-22T03:08:30Z');
const BERLIN = 'Europe/Berlin';
const texts = ({ since, until }: { since: Date; until: Date }) => [since.toISOString(), until.toISOString()];

describe('time ranges', () => {
  it('follow the calendar of the zone', () => {
    expect(texts(presetRange('today', NOW, BERLIN))).toEqual([
      '2026-11-21T23:00:00.000Z',
      '2026-11-22T23:00:00.000Z',
    ]);
    expect(texts(presetRange('yesterday', NOW, BERLIN))).toEqual([
      '2026-11-20T23:00:00.000Z',
      '2026-11-21T23:00:00.000Z',
    ]);
    expect(texts(presetRange('7d', NOW, BERLIN))[0]).toBe('2026-11-15T23:00:00.000Z');
    expect(texts(presetRange('month', NOW, BERLIN))).toEqual([
      '2026-10-31T23:00:00.000Z',
      '2026-11-30T23:00:00.000Z',
    ]);
    expect(texts(presetRange('last-month', NOW, BERLIN))).toEqual([
      '2026-09-30T22:00:00.000Z',
      '2026-10-31T23:00:00.000Z',
    ]);
  });

  it('stay the same question until the next minute or hour', () => {
    const later = new Date(NOW.getTime() + 20_000);
    expect(presetRange('1h', NOW, 'UTC')).toEqual(presetRange('1h', later, 'UTC'));
    expect(presetRange('24h', NOW, 'UTC')).toEqual(presetRange('24h', later, 'UTC'));
    expect(presetRange('1h', NOW, 'UTC').until > NOW).toBe(true);
  });

  it('take custom ends in either order', () => {
    const scope = { range: 'custom', since: '2026-11-05T00:00:00Z', until: '2026-11-01T00:00:00Z' } as const;
    expect(texts(resolveRange(scope, '7d', NOW, 'UTC'))).toEqual([
      '2026-11-01T00:00:00.000Z',
      '2026-11-05T00:00:00.000Z',
    ]);
    expect(resolveRange({}, '7d', NOW, 'UTC')).toEqual(presetRange('7d', NOW, 'UTC'));
  });

  it('get an interval that can be read', () => {
    expect(fittingInterval(presetRange('24h', NOW, 'UTC'))).toBe('hour');
    expect(fittingInterval(presetRange('30d', NOW, 'UTC'))).toBe('day');
    expect(fittingInterval({ since: new Date(0), until: NOW })).toBe('month');
    expect(isTooFine(presetRange('90d', NOW, 'UTC'), 'hour')).toBe(true);
    expect(isTooFine(presetRange('30d', NOW, 'UTC'), 'hour')).toBe(false);
  });
});

describe('filters', () => {
  it('hold a term once and leave the address when empty', () => {
    const one = withTerms(undefined, [{ dimension: 'team', value: 'a=b' }]);
    expect(one).toEqual(['team=a=b']);
    expect(withTerms(one, [{ dimension: 'team', value: 'a=b' }])).toEqual(one);
    expect(withoutTerm(one, 'team=a=b')).toBeUndefined();
    expect(withTerms(undefined, [])).toBeUndefined();
  });
});
