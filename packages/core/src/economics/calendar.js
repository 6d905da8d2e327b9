const HOUR = 3_600_000;
/** A local time, read as if it were UTC, is at most this far from the instant it denotes (zones span -12 to +14). */
const WESTMOST = 13 * HOUR;
const EASTMOST = 15 * HOUR;
const formatters = new Map();
/** Building a formatter costs a thousand times more than using one, so each zone's is kept. */
function formatterOf(zone) {
  const known = formatters.get(zone);
  if (known !== undefined) return known;
  const made = new Intl.DateTimeFormat('en-US', {
    timeZone: zone,
    calendar: 'gregory',
    numberingSystem: 'latn',
    hourCycle: 'h23',
    era: 'short',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  });
  formatters.set(zone, made);
  return made;
}
export function isTimeZone(zone) {
  try {
    formatterOf(zone);
    return true;
  } catch {
    return false;
  }
}
/** What a wall clock in the zone shows at this instant. Throws RangeError for an unknown zone. */
export function localTime(at, zone) {
  const parts = {};
  for (const part of formatterOf(zone).formatToParts(at)) parts[part.type] = part.value;
  const year = Number(parts['year']);
  return {
    year: parts['era'] === 'BC' ? 1 - year : year,
    month: Number(parts['month']),
    day: Number(parts['day']),
    hour: Number(parts['hour']),
    minute: Number(parts['minute']),
    second: Number(parts['second']),
    millisecond: ((at % 1000) + 1000) % 1000,
  };
}
function asIfUtc(local) {
  const date = new Date(0);
  date.setUTCFullYear(local.year, local.month - 1, local.day);
  date.setUTCHours(local.hour, local.minute, local.second, local.millisecond);
  return date.getTime();
}
/** Milliseconds to add to UTC to get the zone's wall clock at this instant. */
export function zoneOffset(at, zone) {
  return asIfUtc(localTime(at, zone)) - at;
}
/** The instant a wall-clock reading denotes. Fields may lie outside their range (day 0, month 13) and carry over. */
export function instantOf(local, zone) {
  const naive = asIfUtc(local);
  const before = zoneOffset(naive - EASTMOST, zone);
  const after = zoneOffset(naive + WESTMOST, zone);
  const candidates = [naive - before, naive - after].filter((at) => at + zoneOffset(at, zone) === naive);
  if (candidates.length > 0) return Math.min(...candidates);
  return endOfGap(naive - EASTMOST, naive + WESTMOST, before, zone);
}
/** First instant in (from, to] at which the zone no longer has `offset`. */
function endOfGap(from, to, offset, zone) {
  let low = from;
  let high = to;
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (zoneOffset(middle, zone) === offset) low = middle;
    else high = middle;
  }
  return high;
}
function midnight(year, month, day) {
  return { year, month, day, hour: 0, minute: 0, second: 0, millisecond: 0 };
}
/** First instant of the local day `at` falls in. */
export function startOfDay(at, zone) {
  const { year, month, day } = localTime(at, zone);
  return instantOf(midnight(year, month, day), zone);
}
/** First instant of the local month `at` falls in. */
export function startOfMonth(at, zone) {
  const { year, month } = localTime(at, zone);
  return instantOf(midnight(year, month, 1), zone);
}
/** The same wall-clock reading `days` local days later (earlier when negative): 23, 24 or 25 hours per day. */
export function addDays(at, days, zone) {
  if (days === 0) return at;
  const local = localTime(at, zone);
  return instantOf({ ...local, day: local.day + days }, zone);
}
/** First instant of the local day after the one `at` falls in. */
export function startOfNextDay(at, zone) {
  const { year, month, day } = localTime(at, zone);
  return instantOf(midnight(year, month, day + 1), zone);
}
/** First instant of the local month after the one `at` falls in. */
export function startOfNextMonth(at, zone) {
  const { year, month } = localTime(at, zone);
  return instantOf(midnight(year, month + 1, 1), zone);
}
/**
 * The same day of month and wall-clock reading `months` later (earlier when negative). Where that month is shorter,
 * its end: one month before 31 March, 10:00, is the first instant of March.
 */
export function addMonths(at, months, zone) {
  if (months === 0) return at;
  const local = localTime(at, zone);
  const moved = instantOf({ ...local, month: local.month + months }, zone);
  const end = instantOf(midnight(local.year, local.month + months + 1, 1), zone);
  return Math.min(moved, end);
}
