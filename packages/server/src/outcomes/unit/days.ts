import { addDays, periodAt, startOfDay } from '@weir/core/economics';
import { Decimal } from '@weir/core/money';
import type { TimeRange } from '../../ledger/port.ts';

const DAY_MS = 86_400_000;
const DAY_PLACES = 6;
export const DEFAULT_DAYS = 30;

/** The last 30 days that are over, in the zone. */
export function lastDays(now: number, zone: string, days: number = DEFAULT_DAYS): TimeRange {
  const until = startOfDay(now, zone);
  return { since: new Date(addDays(until, -days, zone)), until: new Date(until) };
}

/** As long, and over when the range begins: as many days of the zone where it is made of whole ones. */
export function rangeBefore({ since, until }: TimeRange, zone: string): TimeRange {
  const days = wholeDays({ since, until }, zone);
  const back =
    days === undefined
      ? since.getTime() - (until.getTime() - since.getTime())
      : addDays(since.getTime(), -days, zone);
  return { since: new Date(back), until: since };
}

/** Days of the range: a whole number where it is made of days of the zone, whatever their hours, else by the clock to 6 places. */
export function daysOf(range: TimeRange, zone: string): Decimal {
  const whole = wholeDays(range, zone);
  if (whole !== undefined) return Decimal.from(whole);
  return Decimal.from(range.until.getTime() - range.since.getTime()).quotient(
    Decimal.from(DAY_MS),
    DAY_PLACES,
  );
}

/** Starts of the periods that the range touches, oldest first; the first may lie before it. */
export function bucketsOf(
  { since, until }: TimeRange,
  interval: 'day' | 'week' | 'month',
  zone: string,
): { start: number; whole: boolean }[] {
  const buckets: { start: number; whole: boolean }[] = [];
  for (let at = since.getTime(); at < until.getTime(); ) {
    const { start, end } = periodAt(interval, at, zone);
    buckets.push({ start, whole: start >= since.getTime() && end <= until.getTime() });
    at = end;
  }
  return buckets;
}

function wholeDays({ since, until }: TimeRange, zone: string): number | undefined {
  if (startOfDay(since.getTime(), zone) !== since.getTime()) return undefined;
  const days = Math.round((until.getTime() - since.getTime()) / DAY_MS);
  return addDays(since.getTime(), days, zone) === until.getTime() ? days : undefined;
}
