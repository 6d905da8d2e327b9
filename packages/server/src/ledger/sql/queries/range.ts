import { WeirError } from '@weir/core/errors';
import type { TimeRange } from '../../port.ts';
import type { Floors } from '../floors.ts';

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

/**
 * The same where finer tiers have been dropped: what lies before a floor is answered by the next coarser one, widened to
 * its full hours or days. `rounded` tells the coarsest that was widened.
 */
export function splitKept(span: Span, days: boolean, floors: Floors): Pieces & { rounded?: 'hour' | 'day' } {
  const split = splitSpan(span, days);
  const oldDetail = split.detail.flatMap((part) =>
    nonEmpty([{ ...part, until: Math.min(part.until, floors.detail) }]),
  );
  const hours = merged([...split.hours, ...oldDetail.map((part) => widened(part, HOUR_MS))]);
  const oldHours = hours.flatMap((part) =>
    nonEmpty([{ ...part, until: Math.min(part.until, floors.hourly) }]),
  );
  const widenedDays = oldHours.map((part) => widened(part, DAY_MS));
  const exactDays = oldHours.every((part) => part.since % DAY_MS === 0 && part.until % DAY_MS === 0);
  const rounded =
    !exactDays || (oldHours.length > 0 && !days) ? 'day' : oldDetail.length > 0 ? 'hour' : undefined;
  return {
    days: merged([...split.days, ...widenedDays]),
    hours: hours.flatMap((part) => nonEmpty([{ ...part, since: Math.max(part.since, floors.hourly) }])),
    detail: split.detail.flatMap((part) =>
      nonEmpty([{ ...part, since: Math.max(part.since, floors.detail) }]),
    ),
    ...(rounded === undefined ? {} : { rounded }),
  };
}

function widened({ since, until }: Span, step: number): Span {
  return { since: Math.floor(since / step) * step, until: Math.ceil(until / step) * step };
}

function merged(spans: readonly Span[]): Span[] {
  const result: Span[] = [];
  for (const span of [...spans].sort((a, b) => a.since - b.since)) {
    const last = result.at(-1);
    if (last !== undefined && span.since <= last.until) last.until = Math.max(last.until, span.until);
    else result.push({ ...span });
  }
  return result;
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
