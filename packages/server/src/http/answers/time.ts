import { instantOf as instantOfLocal } from '@weir/core/economics';

/** Reads what `pointInTime` accepted: an instant, or a date that begins where the organization's zone says. */
export function instantOf(text: string, zone: string): Date {
  const date = /^(\d{4})-(\d{2})-(\d{2})$/.exec(text);
  if (date === null) return new Date(text);
  const [, year, month, day] = date.map(Number);
  const midnight = { hour: 0, minute: 0, second: 0, millisecond: 0 };
  return new Date(instantOfLocal({ year: year ?? 0, month: month ?? 1, day: day ?? 1, ...midnight }, zone));
}
