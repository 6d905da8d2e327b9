import { instantOf as instantAt, isTimeZone, localTime } from '@weir/core/economics';

/**
 * The calendar of core for screens, which hold instants as dates: a period of the organization begins when its day
 * begins, not when the browser's does.
 */
export interface CivilTime {
  year: number;
  /** 1..12; this and the smaller fields may lie outside their range and carry over. */
  month: number;
  day: number;
  hour: number;
  minute: number;
}

export function civilTime(at: Date, zone: string): CivilTime {
  const { year, month, day, hour, minute } = localTime(at.getTime(), zone);
  return { year, month, day, hour, minute };
}

/** The instant at which clocks of the zone show this. Skipped times move forward, repeated ones take the first. */
export function instantOf(civil: CivilTime, zone: string): Date {
  return new Date(instantAt({ ...civil, second: 0, millisecond: 0 }, zone));
}

/** Midnight of the day `addDays` days from the one `at` falls in. */
export function startOfDay(at: Date, zone: string, addDays = 0): Date {
  const { year, month, day } = civilTime(at, zone);
  return instantOf({ year, month, day: day + addDays, hour: 0, minute: 0 }, zone);
}

/** First midnight of the month `addMonths` months from the one `at` falls in. */
export function startOfMonth(at: Date, zone: string, addMonths = 0): Date {
  const { year, month } = civilTime(at, zone);
  return instantOf({ year, month: month + addMonths, day: 1, hour: 0, minute: 0 }, zone);
}

export const isZone = isTimeZone;
