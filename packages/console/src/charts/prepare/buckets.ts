import { civilTime, instantOf, startOfDay, startOfMonth } from '../../format/zone.ts';

const HOUR = 3_600_000;

function startOf(at: Date, interval: string, zone: string): Date {
  if (interval === 'hour') {
    const civil = civilTime(at, zone);
    return instantOf({ ...civil, minute: 0 }, zone);
  }
  if (interval === 'month') return startOfMonth(at, zone);
  if (interval === 'week') {
    const { year, month, day } = civilTime(at, zone);
    const sinceMonday = (new Date(Date.UTC(year, month - 1, day)).getUTCDay() + 6) % 7;
    return startOfDay(at, zone, -sinceMonday);
  }
  return startOfDay(at, zone);
}

function next(at: Date, interval: string, zone: string): Date {
  if (interval === 'hour') return new Date(at.getTime() + HOUR);
  if (interval === 'month') return startOfMonth(at, zone, 1);
  return startOfDay(at, zone, interval === 'week' ? 7 : 1);
}

/**
 * Starts of all intervals that touch the range, as epoch milliseconds, empty ones included, so that a gap in the data
 * is a gap in the chart. Buckets the server named are kept even where it counts weeks differently.
 */
export function bucketStarts(
  range: { since: string; until: string },
  interval: string,
  zone: string,
  named: readonly string[],
): number[] {
  const until = Date.parse(range.until);
  const starts = new Set(named.map((bucket) => Date.parse(bucket)));
  for (
    let at = startOf(new Date(range.since), interval, zone);
    at.getTime() < until;
    at = next(at, interval, zone)
  ) {
    starts.add(at.getTime());
  }
  return [...starts].sort((a, b) => a - b);
}
