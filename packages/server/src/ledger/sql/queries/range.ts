import { WeirError } from '@weir/core/errors';
import type { TimeRange } from '../../port.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const MONTH_MS = 30 * 24 * HOUR_MS;
/** What the DateTime columns of the rollups can hold. */
const LAST_MS = Date.UTC(2106, 0);

/** Epoch milliseconds, since inclusive, until exclusive. */
export interface Span {
  since: number;
  until: number;
}

export function toSpan(range: TimeRange): Span {
  const since = range.since.getTime();
  const until = range.until.getTime();
  if (Number.isNaN(since) || Number.isNaN(until)) {
    throw new WeirError('invalid_argument', 'The time range holds an instant that does not exist', {
      remedy: 'Write since and until like 2026-11-01T00:00:00Z.',
    });
  }
  return { since: clamp(since), until: clamp(until) };
}

/** A span in pieces: full UTC days and hours for the rollups, the ragged ends for the detail rows. */
export interface Pieces {
  days: Span[];
  hours: Span[];
  detail: Span[];
}

/** `days` false: days begin within UTC's for whoever asks, so that hours are the coarsest piece. */
export function splitSpan(span: Span, days: boolean): Pieces {
  const hourly = cut(span, HOUR_MS);
  const daily = days ? hourly.full.map((full) => cut(full, DAY_MS)) : [];
  return {
    days: daily.flatMap(({ full }) => full),
    hours: days ? daily.flatMap(({ edges }) => edges) : hourly.full,
    detail: hourly.edges,
  };
}

function cut(span: Span, step: number): { full: Span[]; edges: Span[] } {
  const since = Math.ceil(span.since / step) * step;
  const until = Math.floor(span.until / step) * step;
  if (since >= until) return { full: [], edges: nonEmpty([span]) };
  const edges = [
    { since: span.since, until: since },
    { since: until, until: span.until },
  ];
  return { full: [{ since, until }], edges: nonEmpty(edges) };
}

/** Throws `invalid_argument` for a name the time zone database does not know. */
export function assertTimeZone(timeZone: string): void {
  try {
    formatter(timeZone);
  } catch (cause) {
    throw new WeirError('invalid_argument', `${JSON.stringify(timeZone.slice(0, 60))} is not a time zone`, {
      remedy: 'Use an IANA name such as Europe/Berlin.',
      cause,
    });
  }
}

/** Whether the zone's hours begin with UTC's throughout the span: not so in India or Nepal. */
export function keepsFullHours(timeZone: string, span: Span): boolean {
  const format = formatter(timeZone);
  return throughout(span, HOUR_MS, (hour) => Number(format.format(hour)) === 0);
}

/** Whether the zone's days are UTC's throughout the span. */
export function keepsFullDays(timeZone: string, span: Span): boolean {
  const format = new Intl.DateTimeFormat('en-GB', { timeZone, hour: '2-digit', minute: '2-digit' });
  return throughout(span, DAY_MS, (day) => ['00:00', '24:00'].includes(format.format(day)));
}

/** Zones change their offset for longer than a month at a time. */
function throughout(span: Span, step: number, holds: (at: number) => boolean): boolean {
  for (let at = span.since; at < span.until + MONTH_MS; at += MONTH_MS) {
    if (!holds(Math.floor(Math.min(at, span.until) / step) * step)) return false;
  }
  return true;
}

function formatter(timeZone: string): Intl.DateTimeFormat {
  return new Intl.DateTimeFormat('en-GB', { timeZone, minute: '2-digit' });
}

function nonEmpty(spans: Span[]): Span[] {
  return spans.filter((span) => span.since < span.until);
}

function clamp(ms: number): number {
  return Math.min(Math.max(ms, 0), LAST_MS);
}
