import { addDays, instantOf as instantOfLocal, startOfDay, startOfMonth } from '@weir/core/economics';
import { usageError } from './errors.ts';

const UNIT_MS: Readonly<Record<string, number>> = {
  s: 1_000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
  w: 7 * 86_400_000,
};
const DURATION = /^(\d{1,6})(s|m|h|d|w)$/;
const DATE = /^(\d{4})-(\d{2})-(\d{2})$/;
const INSTANT = /^\d{4}-\d{2}-\d{2}[Tt ]\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?([Zz]|[+-]\d{2}:\d{2})$/;

/** Calendar words: what they stand for, in the organization's time zone. */
const WORDS: Readonly<Record<string, (now: number, zone: string) => number>> = {
  today: startOfDay,
  yesterday: (now, zone) => addDays(startOfDay(now, zone), -1, zone),
  month: startOfMonth,
};

export const TIME_FORMS = '2026-11-01, 2026-11-01T08:00:00Z, 7d, 24h, today, yesterday, month or all';

/** True when the text can only be read in a time zone: dates and calendar words. */
export function needsTimeZone(text: string): boolean {
  return DATE.test(text) || text in WORDS;
}

/**
 * Instant (RFC 3339, UTC) that a person means. Dates and calendar words are midnight in `timeZone` (IANA);
 * durations count back from `now`; `all` is long before any call.
 */
export function resolveTime(text: string, option: string, now: number, timeZone: string): string {
  return new Date(epochOf(text, option, now, timeZone)).toISOString();
}

/** Milliseconds of `90d`, `24h`, `15m`; undefined when it is not a duration. */
export function durationMs(text: string): number | undefined {
  const match = DURATION.exec(text);
  const unit = UNIT_MS[match?.[2] ?? ''];
  return match === null || unit === undefined ? undefined : Number(match[1]) * unit;
}

/** As durationMs, but anything else is a usage error. */
export function requireDuration(text: string, option: string): number {
  const span = durationMs(text);
  if (span !== undefined) return span;
  throw usageError(
    `${option} is "${text}", which is not a duration`,
    'Write it like 15m, 24h, 7d or 2w.',
    option,
  );
}

function epochOf(text: string, option: string, now: number, timeZone: string): number {
  if (text === 'all') return 0;
  if (text === 'now') return now;
  const span = durationMs(text);
  if (span !== undefined) return Math.max(0, now - span);
  const word = WORDS[text];
  if (word !== undefined) return word(now, timeZone);
  const at = INSTANT.test(text) ? Date.parse(text.replace(' ', 'T')) : dateEpoch(text, timeZone);
  if (at !== undefined && !Number.isNaN(at)) return at;
  throw usageError(`${option} is "${text}", which is not a time`, `Write it like ${TIME_FORMS}.`, option);
}

/** Midnight of a calendar date that exists; undefined for anything else. */
function dateEpoch(text: string, timeZone: string): number | undefined {
  const match = DATE.exec(text);
  if (match === null) return undefined;
  const [year = 0, month = 0, day = 0] = match.slice(1).map(Number);
  if (new Date(Date.UTC(year, month - 1, day)).toISOString().slice(0, 10) !== text) return undefined;
  return instantOfLocal({ year, month, day, hour: 0, minute: 0, second: 0, millisecond: 0 }, timeZone);
}
