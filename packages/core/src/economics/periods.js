import {
  addDays,
  instantOf,
  localTime,
  startOfDay,
  startOfMonth,
  startOfNextDay,
  startOfNextMonth,
  zoneOffset,
} from './calendar.ts';
export const WHOLE_TIME = { start: 0, end: Number.POSITIVE_INFINITY };
const HOUR = 3_600_000;
/** 1970-01-01 was a Thursday. */
const THURSDAY = 3;
const DAY = 24 * HOUR;
/**
 * The period of a kind that holds the instant, in an IANA zone: half-open spans that follow one another without hole or
 * overlap. Days have 23 to 25 hours where clocks change, and where midnight comes twice begin with the first. Hours are
 * those of the wall clock in real time: one that occurs twice is two periods, and where clocks change within an hour (by
 * half an hour on Lord Howe Island) it is cut there. Weeks begin on Monday (ISO 8601). `fixed` needs its own span, and has it
 * whatever the instant. Throws RangeError for an unknown zone.
 */
export function periodAt(kind, at, zone, fixed = WHOLE_TIME) {
  switch (kind) {
    case 'hour':
      return hourAt(at, zone);
    case 'day':
    case 'week':
    case 'month':
    case 'quarter':
    case 'year':
      return datesAt(kind, at, zone);
    case 'fixed':
      return fixed;
    case 'total':
      return WHOLE_TIME;
  }
}
/** The period of the same kind before this one; undefined where there is none. */
export function periodBefore(kind, span, zone) {
  return kind === 'fixed' || kind === 'total' ? undefined : periodAt(kind, span.start - 1, zone);
}
function hourAt(at, zone) {
  const { minute, second, millisecond } = localTime(at, zone);
  const start = at - (minute * 60 + second) * 1_000 - millisecond;
  const end = start + HOUR;
  return {
    start: zoneOffset(start, zone) === zoneOffset(at, zone) ? start : changeIn(start, at, zone),
    end: zoneOffset(end - 1, zone) === zoneOffset(at, zone) ? end : changeIn(at, end - 1, zone),
  };
}
/** First instant in (from, to] at which the zone has the offset it has at `to`. */
function changeIn(from, to, zone) {
  const offset = zoneOffset(to, zone);
  let low = from;
  let high = to;
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (zoneOffset(middle, zone) === offset) high = middle;
    else low = middle;
  }
  return high;
}
/** Where clocks go back over midnight, the evening comes again when the next date has begun: it belongs to that. */
function datesAt(kind, at, zone) {
  const span = datesOf(kind, at, zone);
  return at < span.end ? span : datesOf(kind, span.end, zone);
}
/** By the date that the wall clock shows. */
function datesOf(kind, at, zone) {
  switch (kind) {
    case 'day':
      return { start: startOfDay(at, zone), end: startOfNextDay(at, zone) };
    case 'week':
      return weekAt(at, zone);
    case 'month':
      return { start: startOfMonth(at, zone), end: startOfNextMonth(at, zone) };
    case 'quarter':
      return monthsAt(at, zone, 3);
    case 'year':
      return monthsAt(at, zone, 12);
  }
}
function weekAt(at, zone) {
  const today = startOfDay(at, zone);
  const { year, month, day } = localTime(today, zone);
  const days = Math.floor(Date.UTC(year, month - 1, day) / DAY);
  const sinceMonday = (((days + THURSDAY) % 7) + 7) % 7;
  return {
    start: startOfDay(addDays(today, -sinceMonday, zone), zone),
    end: startOfDay(addDays(today, 7 - sinceMonday, zone), zone),
  };
}
function monthsAt(at, zone, count) {
  const { year, month } = localTime(at, zone);
  const first = month - ((month - 1) % count);
  return { start: firstOf(year, first, zone), end: firstOf(year, first + count, zone) };
}
/** Not the same reading months later: where clocks skip midnight, the first of a month begins at one o'clock. */
function firstOf(year, month, zone) {
  return instantOf({ year, month, day: 1, hour: 0, minute: 0, second: 0, millisecond: 0 }, zone);
}
