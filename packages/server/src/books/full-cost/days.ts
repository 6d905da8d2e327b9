import { instantOf, localTime, plusDays } from '@weir/core/economics';
import { monthSpan } from '../months.ts';

/** The days of a month that are over, `YYYY-MM-DD` of the zone. `until` is exclusive; nothing is over: `since` = `until`. */
export interface MonthDays {
  month: string;
  since: string;
  until: string;
}

export function daysOver(month: string, zone: string, now: number): MonthDays {
  const span = monthSpan(month, zone);
  const since = `${month}-01`;
  const end = dayOf(span.until.getTime(), zone);
  const today = dayOf(now, zone);
  const until = today < end ? today : end;
  return { month, since, until: until < since ? since : until };
}

export function dayOf(at: number, zone: string): string {
  const { year, month, day } = localTime(at, zone);
  return [String(year).padStart(4, '0'), pad(month), pad(day)].join('-');
}

/** First instant of a day. */
export function instantOfDay(day: string, zone: string): Date {
  const [year = 0, month = 1, date = 1] = day.split('-').map(Number);
  return new Date(instantOf({ year, month, day: date, hour: 0, minute: 0, second: 0, millisecond: 0 }, zone));
}

export function eachDay(since: string, until: string): string[] {
  const days = [];
  for (let day = since; day < until; day = plusDays(day, 1)) days.push(day);
  return days;
}

const pad = (value: number) => String(value).padStart(2, '0');
