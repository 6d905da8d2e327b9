import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  addDays,
  addMonths,
  instantOf,
  isTimeZone,
  localTime,
  startOfDay,
  startOfMonth,
  startOfNextDay,
  startOfNextMonth,
} from './calendar.ts';

const at = (text) => Date.parse(text);
const iso = (ms) => new Date(ms).toISOString();
describe('start of day', () => {
  it.each([
    ['2026-11-22T03:08:00Z', 'UTC', '2026-11-22T00:00:00.000Z'],
    ['2026-11-22T03:08:00Z', 'America/New_York', '2026-11-21T05:00:00.000Z'],
    ['2026-11-22T23:08:00Z', 'Asia/Kolkata', '2026-11-22T18:30:00.000Z'],
    // spring forward and fall back happen later that day
    ['2026-03-08T20:00:00Z', 'America/New_York', '2026-03-08T05:00:00.000Z'],
    ['2026-11-01T20:00:00Z', 'America/New_York', '2026-11-01T04:00:00.000Z'],
    // midnight did not exist: the day began at 01:00
    ['2018-11-04T12:00:00Z', 'America/Sao_Paulo', '2018-11-04T03:00:00.000Z'],
    // midnight came twice: the day began with the first
    ['2026-11-01T12:00:00Z', 'America/Havana', '2026-11-01T04:00:00.000Z'],
    // the day before was skipped altogether
    ['2011-12-30T20:00:00Z', 'Pacific/Apia', '2011-12-30T10:00:00.000Z'],
  ])('%s in %s is %s', (instant, zone, expected) => {
    expect(iso(startOfDay(at(instant), zone))).toBe(expected);
  });
});
it('starts a month at its first local midnight', () => {
  expect(iso(startOfMonth(at('2026-11-01T02:00:00Z'), 'America/New_York'))).toBe('2026-10-01T04:00:00.000Z');
  expect(iso(startOfNextMonth(at('2026-12-30T12:00:00Z'), 'America/New_York'))).toBe(
    '2027-01-01T05:00:00.000Z',
  );
  expect(iso(startOfMonth(at('2026-11-30T12:00:00Z'), 'America/New_York'))).toBe('2026-11-01T04:00:00.000Z');
});
describe('the same wall-clock time on another day', () => {
  it('is 23 or 25 hours away across a clock change', () => {
    const monday = at('2026-03-09T14:30:00Z');
    expect(monday - addDays(monday, -1, 'America/New_York')).toBe(24 * 3_600_000);
    expect(monday - addDays(monday, -2, 'America/New_York')).toBe(47 * 3_600_000);
  });
  it('is the first instant after a gap when the clock skipped it', () => {
    expect(iso(addDays(at('2026-03-07T07:30:00Z'), 1, 'America/New_York'))).toBe('2026-03-08T07:00:00.000Z');
  });
  it('ends with a shorter month', () => {
    expect(iso(addMonths(at('2026-03-31T10:00:00Z'), -1, 'UTC'))).toBe('2026-03-01T00:00:00.000Z');
    expect(iso(addMonths(at('2026-03-15T10:00:00Z'), -1, 'UTC'))).toBe('2026-02-15T10:00:00.000Z');
    expect(iso(addMonths(at('2026-01-15T10:00:00Z'), -1, 'UTC'))).toBe('2025-12-15T10:00:00.000Z');
  });
});
it('knows zones from nonsense', () => {
  expect(isTimeZone('Europe/Berlin')).toBe(true);
  expect(isTimeZone('Mars/Olympus')).toBe(false);
});
const zones = fc.constantFrom(
  'UTC',
  'America/New_York',
  'Europe/Berlin',
  'Australia/Lord_Howe',
  'America/St_Johns',
  'Asia/Kathmandu',
  'Pacific/Apia',
  'America/Havana',
  'Africa/Casablanca',
);
const instants = fc.integer({ min: at('2000-01-01T00:00:00Z'), max: at('2037-12-31T00:00:00Z') });
describe('for every instant and zone', () => {
  it('a day contains the instant, and its start is the first instant of that local date', () => {
    fc.assert(
      fc.property(instants, zones, (instant, zone) => {
        const start = startOfDay(instant, zone);
        const here = localTime(instant, zone);
        const first = localTime(start, zone);
        const justBefore = localTime(start - 1, zone);
        expect(start).toBeLessThanOrEqual(instant);
        expect([first.year, first.month, first.day]).toEqual([here.year, here.month, here.day]);
        expect(justBefore.day).not.toBe(here.day);
      }),
      { numRuns: 400 },
    );
  });
  it('reading the wall clock and finding its instant gives the same reading', () => {
    fc.assert(
      fc.property(instants, zones, (instant, zone) => {
        const reading = localTime(instant, zone);
        expect(localTime(instantOf(reading, zone), zone)).toEqual(reading);
      }),
      { numRuns: 400 },
    );
  });
  it('days follow one another without hole or overlap', () => {
    fc.assert(
      fc.property(instants, zones, (instant, zone) => {
        const start = startOfDay(instant, zone);
        const next = startOfNextDay(instant, zone);
        expect(next).toBeGreaterThan(instant);
        expect(startOfDay(next, zone)).toBe(next);
        expect(startOfDay(next - 1, zone)).toBe(start);
      }),
      { numRuns: 400 },
    );
  });
});
