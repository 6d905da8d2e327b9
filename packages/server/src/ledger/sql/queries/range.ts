import { WeirError } from '@weir/core/errors';
import type { TimeRange } from '../../port.ts';

const HOUR_MS = 3_600_000;
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

/** Splits a span into its full UTC hours, for the rollup, and the ragged ends, for the detail rows. */
export function splitHours(span: Span): { hours: Span | undefined; edges: Span[] } {
  const since = Math.ceil(span.since / HOUR_MS) * HOUR_MS;
  const until = Math.floor(span.until / HOUR_MS) * HOUR_MS;
  if (since >= until) return { hours: undefined, edges: nonEmpty([span]) };
  const edges = nonEmpty([
    { since: span.since, until: since },
    { since: until, until: span.until },
  ]);
  return { hours: { since, until }, edges };
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
  for (let at = span.since; at < span.until + MONTH_MS; at += MONTH_MS) {
    const fullHour = Math.floor(Math.min(at, span.until) / HOUR_MS) * HOUR_MS;
    if (Number(format.format(fullHour)) !== 0) return false;
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
