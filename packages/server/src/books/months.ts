import { instantOf, localTime } from '@weir/core/economics';
import { WeirError } from '@weir/core/errors';

export interface MonthSpan {
  since: Date;
  /** Exclusive. */
  until: Date;
}

const MONTH = /^(\d{4})-(0[1-9]|1[0-2])$/;

/** A month of the calendar in an IANA zone, daylight saving included. Throws `invalid_argument`. */
export function monthSpan(month: string, zone: string): MonthSpan {
  const match = MONTH.exec(month);
  if (match === null) {
    throw new WeirError('invalid_argument', `"${month}" is not a month`, {
      field: 'month',
      remedy: 'Write it like 2026-11.',
    });
  }
  const [year, number] = [Number(match[1]), Number(match[2])];
  return { since: first(year, number, zone), until: first(year, number + 1, zone) };
}

function first(year: number, month: number, zone: string): Date {
  return new Date(instantOf({ year, month, day: 1, hour: 0, minute: 0, second: 0, millisecond: 0 }, zone));
}

/** The month an instant lies in. */
export function monthOf(at: Date, zone: string): string {
  const { year, month } = localTime(at.getTime(), zone);
  return `${String(year).padStart(4, '0')}-${String(month).padStart(2, '0')}`;
}

export function isWithin(at: Date, { since, until }: MonthSpan): boolean {
  return at.getTime() >= since.getTime() && at.getTime() < until.getTime();
}

/** The month before a month. */
export function monthBefore(month: string): string {
  const [year = 0, number = 1] = month.split('-').map(Number);
  return number === 1
    ? `${String(year - 1).padStart(4, '0')}-12`
    : `${month.slice(0, 5)}${String(number - 1).padStart(2, '0')}`;
}
