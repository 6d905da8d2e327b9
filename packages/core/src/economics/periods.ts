import {
  addDays,
  addMonths,
  instantOf,
  localTime,
  startOfDay,
  startOfMonth,
  startOfNextDay,
  startOfNextMonth,
} from './calendar.ts';

/** Kinds of budget periods: see BUDGET_PERIODS of the contract. */
export type PeriodKind = 'hour' | 'day' | 'week' | 'month' | 'quarter' | 'year' | 'fixed' | 'total';

/** Epoch ms; `end` is exclusive, Infinity for `total`. */
export interface PeriodSpan {
  start: number;
  end: number;
}

export const WHOLE_TIME: PeriodSpan = { start: 0, end: Number.POSITIVE_INFINITY };

const HOUR = 3_600_000;
/** 1970-01-01 was a Thursday. */
const THURSDAY = 3;
const DAY = 24 * HOUR;

/**
 * The period of a kind that holds the instant, in an IANA zone. Days have 23 to 25 hours where clocks change; an hour is
 * an hour of real time that begins when the wall clock's minutes do (an hour that occurs twice is two periods); weeks
 * begin on Monday (ISO 8601). `fixed` needs its own span. Throws RangeError for an unknown zone.
 */
export function periodAt(
  kind: PeriodKind,
  at: number,
  zone: string,
  fixed: PeriodSpan = WHOLE_TIME,
): PeriodSpan {
  switch (kind) {
    case 'hour':
      return hourAt(at, zone);
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
    case 'fixed':
      return fixed;
    case 'total':
      return WHOLE_TIME;
  }
}

/** The period of the same kind before this one; undefined where there is none. */
export function periodBefore(kind: PeriodKind, span: PeriodSpan, zone: string): PeriodSpan | undefined {
  return kind === 'fixed' || kind === 'total' ? undefined : periodAt(kind, span.start - 1, zone);
}

function hourAt(at: number, zone: string): PeriodSpan {
  const { minute, second, millisecond } = localTime(at, zone);
  const start = at - (minute * 60 + second) * 1_000 - millisecond;
  return { start, end: start + HOUR };
}

function weekAt(at: number, zone: string): PeriodSpan {
  const today = startOfDay(at, zone);
  const { year, month, day } = localTime(today, zone);
  const days = Math.floor(Date.UTC(year, month - 1, day) / DAY);
  const sinceMonday = (days + THURSDAY) % 7;
  return {
    start: startOfDay(addDays(today, -sinceMonday, zone), zone),
    end: startOfDay(addDays(today, 7 - sinceMonday, zone), zone),
  };
}

function monthsAt(at: number, zone: string, count: number): PeriodSpan {
  const { year, month } = localTime(at, zone);
  const first = month - 1 - ((month - 1) % count);
  const start = instantOf(
    { year, month: first + 1, day: 1, hour: 0, minute: 0, second: 0, millisecond: 0 },
    zone,
  );
  return { start, end: addMonths(start, count, zone) };
}
