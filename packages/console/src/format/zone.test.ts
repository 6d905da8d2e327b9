import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fromInputValue, toInputValue } from './time.ts';
import { civilTime, instantOf, isZone, startOfDay, startOfMonth } from './zone.ts';

const at = (text: string) => new Date(text);

describe('days and months of a zone', () => {
  it('begin at its midnight', () => {
    expect(startOfDay(at('2026-11-22T03:00:00Z'), 'Europe/Berlin')).toEqual(at('2026-11-21T23:00:00Z'));
    expect(startOfDay(at('2026-11-22T03:00:00Z'), 'America/Los_Angeles')).toEqual(at('2026-11-21T08:00:00Z'));
    expect(startOfMonth(at('2026-10-31T23:30:00Z'), 'Europe/Berlin')).toEqual(at('2026-10-31T23:00:00Z'));
    expect(startOfMonth(at('2026-01-15T00:00:00Z'), 'UTC', -1)).toEqual(at('2025-12-01T00:00:00Z'));
  });

  it('last 23 or 25 hours when clocks change', () => {
    const spring = startOfDay(at('2026-03-29T12:00:00Z'), 'Europe/Berlin');
    const after = startOfDay(at('2026-03-29T12:00:00Z'), 'Europe/Berlin', 1);
    expect(after.getTime() - spring.getTime()).toBe(23 * 3_600_000);
    const autumn = startOfDay(at('2026-10-25T12:00:00Z'), 'Europe/Berlin');
    const next = startOfDay(at('2026-10-25T12:00:00Z'), 'Europe/Berlin', 1);
    expect(next.getTime() - autumn.getTime()).toBe(25 * 3_600_000);
  });

  it('move a skipped time forward and take the first of a repeated one', () => {
    const skipped = instantOf({ year: 2026, month: 3, day: 29, hour: 2, minute: 30 }, 'Europe/Berlin');
    expect(civilTime(skipped, 'Europe/Berlin').hour).toBe(3);
    const repeated = instantOf({ year: 2026, month: 10, day: 25, hour: 2, minute: 30 }, 'Europe/Berlin');
    expect(repeated).toEqual(at('2026-10-25T00:30:00Z'));
  });

  it('read back what they show', () => {
    const zones = fc.constantFrom(
      'UTC',
      'Europe/Berlin',
      'America/St_Johns',
      'Australia/Lord_Howe',
      'Asia/Kathmandu',
    );
    const minutes = fc.integer({ min: 28_000_000, max: 33_000_000 });
    fc.assert(
      fc.property(zones, minutes, (zone, minute) => {
        const shown = toInputValue(new Date(minute * 60_000), zone);
        const read = fromInputValue(shown, zone);
        expect(read && toInputValue(read, zone)).toBe(shown);
      }),
    );
    expect(fromInputValue('', 'UTC')).toBeUndefined();
  });

  it('know which names are zones', () => {
    expect(isZone('Europe/Berlin')).toBe(true);
    expect(isZone('Mars/Base')).toBe(false);
  });
});
