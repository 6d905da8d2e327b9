import { civilTime, instantOf } from './zone.ts';

const cache = new Map<string, Intl.DateTimeFormat>();

function format(zone: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const name = `${zone} ${JSON.stringify(options)}`;
  const known = cache.get(name);
  if (known !== undefined) return known;
  const made = new Intl.DateTimeFormat('en-GB', { timeZone: zone, hourCycle: 'h23', ...options });
  cache.set(name, made);
  return made;
}

const CLOCK = { hour: '2-digit', minute: '2-digit', second: '2-digit' } as const;

/** "22 Nov, 03:08:01" in the zone. */
export const formatMoment = (instant: string, zone: string): string =>
  format(zone, { day: 'numeric', month: 'short', ...CLOCK }).format(new Date(instant));

/** "22 Nov 2026, 03:08:01" */
export const formatMomentLong = (instant: string, zone: string): string =>
  format(zone, { day: 'numeric', month: 'short', year: 'numeric', ...CLOCK }).format(new Date(instant));

/** "22 Nov 2026" */
export const formatDay = (instant: string, zone: string): string =>
  format(zone, { day: 'numeric', month: 'short', year: 'numeric' }).format(new Date(instant));

/** "03:08:01" */
export const formatClock = (instant: string, zone: string): string =>
  format(zone, CLOCK).format(new Date(instant));

/** Label of a bucket by the length of its interval. */
export function formatBucket(instant: string, interval: string, zone: string): string {
  const at = new Date(instant);
  if (interval === 'hour') {
    return format(zone, { day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit' }).format(at);
  }
  if (interval === 'month') return format(zone, { month: 'short', year: 'numeric' }).format(at);
  return format(zone, { day: 'numeric', month: 'short' }).format(at);
}

const UNITS = [
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
] as const;
const relative = new Intl.RelativeTimeFormat('en', { numeric: 'always', style: 'short' });

/** "3 min. ago"; "just now" within a minute. */
export function formatAgo(instant: string, now: number): string {
  const distance = new Date(instant).getTime() - now;
  const unit = UNITS.find(([, ms]) => Math.abs(distance) >= ms);
  return unit === undefined ? 'just now' : relative.format(Math.trunc(distance / unit[1]), unit[0]);
}

const two = (value: number) => String(value).padStart(2, '0');

/** Value of an `<input type="datetime-local">` that shows this instant in the zone. */
export function toInputValue(at: Date, zone: string): string {
  const { year, month, day, hour, minute } = civilTime(at, zone);
  return `${year}-${two(month)}-${two(day)}T${two(hour)}:${two(minute)}`;
}

/** The instant such an input names; undefined when it is empty or half typed. */
export function fromInputValue(value: string, zone: string): Date | undefined {
  const match = /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d)/.exec(value);
  if (match === null) return undefined;
  const [year = 0, month = 1, day = 1, hour = 0, minute = 0] = match.slice(1).map(Number);
  return instantOf({ year, month, day, hour, minute }, zone);
}
