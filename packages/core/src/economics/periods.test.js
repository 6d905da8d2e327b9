import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { periodAt, periodBefore, WHOLE_TIME } from './periods.ts';

const HOUR = 3_600_000;
const at = (text) => Date.parse(text);
const spanOf = (kind, instant, zone) => {
  const { start, end } = periodAt(kind, at(instant), zone);
  return [new Date(start).toISOString().slice(0, 16), new Date(end).toISOString().slice(0, 16)];
};
describe('periods, worked by hand', () => {
  it.each([
    // 2026: clocks in Berlin change on 29 March (02:00 to 03:00) and 25 October (03:00 to 02:00)
    ['day', '2026-03-29T12:00Z', 'Europe/Berlin', '2026-03-28T23:00', '2026-03-29T22:00'],
    ['day', '2026-10-25T12:00Z', 'Europe/Berlin', '2026-10-24T22:00', '2026-10-25T23:00'],
    ['month', '2026-03-31T21:59Z', 'Europe/Berlin', '2026-02-28T23:00', '2026-03-31T22:00'],
    ['month', '2026-03-31T22:00Z', 'Europe/Berlin', '2026-03-31T22:00', '2026-04-30T22:00'],
    ['quarter', '2026-11-22T09:00Z', 'Europe/Berlin', '2026-09-30T22:00', '2026-12-31T23:00'],
    ['year', '2026-11-22T09:00Z', 'Europe/Berlin', '2025-12-31T23:00', '2026-12-31T23:00'],
    // the hour from 2 to 3 occurs twice: two periods
    ['hour', '2026-10-25T00:30Z', 'Europe/Berlin', '2026-10-25T00:00', '2026-10-25T01:00'],
    ['hour', '2026-10-25T01:30Z', 'Europe/Berlin', '2026-10-25T01:00', '2026-10-25T02:00'],
    // New York: 8 March and 1 November 2026
    ['day', '2026-03-08T12:00Z', 'America/New_York', '2026-03-08T05:00', '2026-03-09T04:00'],
    ['day', '2026-11-01T12:00Z', 'America/New_York', '2026-11-01T04:00', '2026-11-02T05:00'],
    ['month', '2026-11-15T12:00Z', 'America/New_York', '2026-11-01T04:00', '2026-12-01T05:00'],
    ['week', '2026-11-01T12:00Z', 'America/New_York', '2026-10-26T04:00', '2026-11-02T05:00'],
    // leap years, and a century that is none
    ['month', '2028-02-10T00:00Z', 'UTC', '2028-02-01T00:00', '2028-03-01T00:00'],
    ['day', '2028-02-29T10:00Z', 'UTC', '2028-02-29T00:00', '2028-03-01T00:00'],
    ['month', '2100-02-10T00:00Z', 'UTC', '2100-02-01T00:00', '2100-03-01T00:00'],
    ['year', '2028-02-29T10:00Z', 'UTC', '2028-01-01T00:00', '2029-01-01T00:00'],
    ['quarter', '2028-02-29T10:00Z', 'UTC', '2028-01-01T00:00', '2028-04-01T00:00'],
    // weeks across years: 1 January 2027 is a Friday
    ['week', '2027-01-01T12:00Z', 'UTC', '2026-12-28T00:00', '2027-01-04T00:00'],
    ['week', '2026-12-28T00:00Z', 'UTC', '2026-12-28T00:00', '2027-01-04T00:00'],
    ['week', '2026-11-22T23:59Z', 'UTC', '2026-11-16T00:00', '2026-11-23T00:00'],
    ['week', '2026-11-22T20:00Z', 'Asia/Kathmandu', '2026-11-22T18:15', '2026-11-29T18:15'],
    ['week', '1969-12-31T12:00Z', 'UTC', '1969-12-29T00:00', '1970-01-05T00:00'],
    // 45 minutes off
    ['hour', '2026-11-22T10:20Z', 'Asia/Kathmandu', '2026-11-22T10:15', '2026-11-22T11:15'],
    ['day', '2026-11-22T10:20Z', 'Asia/Kathmandu', '2026-11-21T18:15', '2026-11-22T18:15'],
    ['month', '2026-11-30T18:15Z', 'Asia/Kathmandu', '2026-11-30T18:15', '2026-12-31T18:15'],
    // Lord Howe Island changes by half an hour: 5 April 2026 02:00 to 01:30, 4 October 02:00 to 02:30
    ['hour', '2026-04-04T14:45Z', 'Australia/Lord_Howe', '2026-04-04T14:00', '2026-04-04T15:00'],
    ['hour', '2026-04-04T15:15Z', 'Australia/Lord_Howe', '2026-04-04T15:00', '2026-04-04T15:30'],
    ['hour', '2026-04-04T15:30Z', 'Australia/Lord_Howe', '2026-04-04T15:30', '2026-04-04T16:30'],
    ['hour', '2026-10-03T15:15Z', 'Australia/Lord_Howe', '2026-10-03T14:30', '2026-10-03T15:30'],
    ['hour', '2026-10-03T15:45Z', 'Australia/Lord_Howe', '2026-10-03T15:30', '2026-10-03T16:00'],
    ['day', '2026-04-05T01:00Z', 'Australia/Lord_Howe', '2026-04-04T13:00', '2026-04-05T13:30'],
    ['day', '2026-10-04T01:00Z', 'Australia/Lord_Howe', '2026-10-03T13:30', '2026-10-04T13:00'],
    // Asuncion skipped midnight of 1 October 2017: the quarter begins at one o'clock and ends at midnight
    ['quarter', '2017-11-01T00:00Z', 'America/Asuncion', '2017-10-01T04:00', '2018-01-01T03:00'],
    // St. John's went back from 00:01 to 23:01: the second evening belongs to the day that had begun
    ['day', '2010-11-07T02:45Z', 'America/St_Johns', '2010-11-07T02:30', '2010-11-08T03:30'],
    // Apia had no 30 December 2011
    ['day', '2011-12-30T10:00Z', 'Pacific/Apia', '2011-12-30T10:00', '2011-12-31T10:00'],
    ['day', '2011-12-30T09:59Z', 'Pacific/Apia', '2011-12-29T10:00', '2011-12-30T10:00'],
    ['month', '2011-12-30T09:59Z', 'Pacific/Apia', '2011-12-01T10:00', '2011-12-31T10:00'],
  ])('the %s of %s in %s is %s to %s', (kind, instant, zone, start, end) => {
    expect(spanOf(kind, instant, zone)).toEqual([start, end]);
  });
  it('have the one before them, as long as the calendar says', () => {
    const march = periodAt('month', at('2028-03-05T00:00Z'), 'UTC');
    const february = periodBefore('month', march, 'UTC');
    expect(february && (february.end - february.start) / (24 * HOUR)).toBe(29);
    const second = periodAt('hour', at('2026-10-25T01:30Z'), 'Europe/Berlin');
    expect(periodBefore('hour', second, 'Europe/Berlin')?.start).toBe(second.start - HOUR);
    const monday = periodAt('day', at('2026-03-30T10:00Z'), 'Europe/Berlin');
    const sunday = periodBefore('day', monday, 'Europe/Berlin');
    expect(sunday && sunday.end - sunday.start).toBe(23 * HOUR);
  });
  it('of fixed dates and of all time have no other', () => {
    const fixed = { start: at('2026-11-01T00:00Z'), end: at('2026-12-24T00:00Z') };
    expect(periodAt('fixed', at('2027-05-01T00:00Z'), 'UTC', fixed)).toEqual(fixed);
    expect(periodAt('total', at('2027-05-01T00:00Z'), 'UTC')).toEqual(WHOLE_TIME);
    expect(periodBefore('fixed', fixed, 'UTC')).toBeUndefined();
    expect(periodBefore('total', WHOLE_TIME, 'UTC')).toBeUndefined();
  });
  it('are refused in a zone that does not exist', () => {
    for (const kind of ['hour', 'day', 'week', 'month', 'quarter', 'year']) {
      expect(() => periodAt(kind, 0, 'Mars/Olympus')).toThrow(RangeError);
    }
  });
});
const zones = fc.constantFrom(
  'UTC',
  'Europe/Berlin',
  'America/New_York',
  'Australia/Lord_Howe',
  'Asia/Kathmandu',
  'America/St_Johns',
  'America/Havana',
  'America/Asuncion',
  'Africa/Casablanca',
  'Pacific/Apia',
);
/** Around clock changes as often as not. */
const instants = fc.oneof(
  fc.integer({ min: at('2000-01-01T00:00Z'), max: at('2060-01-01T00:00Z') }),
  fc
    .record({
      day: fc.constantFrom(
        '2026-03-08',
        '2026-03-29',
        '2026-04-04',
        '2026-10-03',
        '2026-10-25',
        '2026-11-01',
        '2010-11-07',
        '2017-10-01',
      ),
      ms: fc.integer({ min: -12 * HOUR, max: 36 * HOUR }),
    })
    .map(({ day, ms }) => at(`${day}T00:00Z`) + ms),
);
const LONGEST = {
  hour: 1,
  day: 25,
  week: 169,
  month: 746,
  quarter: 2_210,
  year: 8_785,
};
it.each(['hour', 'day', 'week', 'month', 'quarter', 'year'])(
  'every %s holds its instants, and they follow one another without hole or overlap',
  (kind) => {
    fc.assert(
      fc.property(instants, zones, (instant, zone) => {
        const span = periodAt(kind, instant, zone);
        expect(span.start).toBeLessThanOrEqual(instant);
        expect(span.end).toBeGreaterThan(instant);
        expect(span.end - span.start).toBeLessThanOrEqual((LONGEST[kind] ?? 0) * HOUR);
        expect(periodAt(kind, span.start, zone)).toEqual(span);
        expect(periodAt(kind, span.end - 1, zone)).toEqual(span);
        expect(periodAt(kind, span.end, zone).start).toBe(span.end);
        expect(periodBefore(kind, span, zone)?.end).toBe(span.start);
      }),
      { numRuns: 300 },
    );
  },
);
