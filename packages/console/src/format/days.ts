import { fromInputValue } from './time.ts';

const DAY = /^\d{4}-\d{2}-\d{2}$/;

/** The instant at which a day of `<input type="date">` begins in a zone; undefined when none was chosen. */
export function dayStart(day: string, zone: string): string | undefined {
  return DAY.test(day) ? fromInputValue(`${day}T00:00`, zone)?.toISOString() : undefined;
}
