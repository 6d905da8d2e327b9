import { startOfDay, startOfMonth } from '../../format/zone.ts';
import type { Preset } from './presets.ts';
import type { Scope } from './scope.ts';

export interface Range {
  since: Date;
  /** Exclusive. */
  until: Date;
}

const HOUR = 3_600_000;
const MINUTE = 60_000;
const ceil = (at: Date, step: number) => Math.floor(at.getTime() / step) * step + step;

/**
 * The instants a preset means now, in the zone. Ends lie at the next whole minute, hour or day, so that the same
 * question is asked (and answered from cache) until then, and calls that land meanwhile are inside.
 */
export function presetRange(preset: Exclude<Preset, 'custom'>, now: Date, zone: string): Range {
  const days = (count: number): Range => ({
    since: startOfDay(now, zone, 1 - count),
    until: startOfDay(now, zone, 1),
  });
  const last = (ms: number, step: number): Range => {
    const until = ceil(now, step);
    return { since: new Date(until - ms), until: new Date(until) };
  };
  switch (preset) {
    case '1h':
      return last(HOUR, MINUTE);
    case '24h':
      return last(24 * HOUR, HOUR);
    case 'today':
      return days(1);
    case 'yesterday':
      return { since: startOfDay(now, zone, -1), until: startOfDay(now, zone) };
    case '7d':
      return days(7);
    case '30d':
      return days(30);
    case '90d':
      return days(90);
    case 'month':
      return { since: startOfMonth(now, zone), until: startOfMonth(now, zone, 1) };
    case 'last-month':
      return { since: startOfMonth(now, zone, -1), until: startOfMonth(now, zone) };
    default:
      return preset satisfies never;
  }
}

export function resolveRange(
  scope: Scope,
  fallback: Exclude<Preset, 'custom'>,
  now: Date,
  zone: string,
): Range {
  const preset = scope.range ?? fallback;
  if (preset !== 'custom') return presetRange(preset, now, zone);
  const standard = presetRange(fallback, now, zone);
  const since = scope.since === undefined ? standard.since : new Date(scope.since);
  const until = scope.until === undefined ? standard.until : new Date(scope.until);
  return since < until ? { since, until } : { since: until, until: since };
}

export type Interval = 'hour' | 'day' | 'week' | 'month';

/** An interval that gives a readable number of bars. */
export function fittingInterval({ since, until }: Range): Interval {
  const hours = (until.getTime() - since.getTime()) / HOUR;
  if (hours <= 72) return 'hour';
  if (hours <= 24 * 95) return 'day';
  if (hours <= 24 * 7 * 60) return 'week';
  return 'month';
}

/** More bars than this are neither readable nor worth the transfer. */
const MOST_BUCKETS = 800;
const LENGTH: Record<Interval, number> = { hour: HOUR, day: 24 * HOUR, week: 168 * HOUR, month: 672 * HOUR };

export function isTooFine({ since, until }: Range, interval: Interval): boolean {
  return (until.getTime() - since.getTime()) / LENGTH[interval] > MOST_BUCKETS;
}
