import { DIMENSIONS, INTERVALS } from '@weir/core/contract';
import { startOfMonth } from '@weir/core/economics';
import { WeirError } from '@weir/core/errors';
import { z } from 'zod';
import type { CostQuery, DimensionFilter, TimeRange } from '../../ledger/port.ts';
import { listOf, pointInTime, repeated } from './schemas.ts';
import { instantOf } from './time.ts';

export const SANDBOX_MODES = ['auto', 'include', 'exclude'] as const;
const MAX_GROUPS = 4;
const MAX_BUCKETS = 10_000;
const NAMED = /^(tag\.[a-z0-9][a-z0-9_.-]{0,62}|virtual\.[a-z0-9][a-z0-9-]{0,62})$/;
const HOUR = 3_600_000;
const BUCKET_MS = { hour: HOUR, day: 23 * HOUR, week: 167 * HOUR, month: 28 * 24 * HOUR };

export const rangeQuery = z.object({
  /** Inclusive. */
  since: pointInTime.optional(),
  /** Exclusive. */
  until: pointInTime.optional(),
});

export const filterQuery = z.object({
  /** `dimension=value`, repeatable: values of one dimension are alternatives, dimensions must all hold. */
  filter: repeated,
});

export const costsQuery = rangeQuery.extend({
  ...filterQuery.shape,
  /** Dimensions, separated by commas. */
  by: z.string().max(300).optional(),
  interval: z.enum(INTERVALS).optional(),
  sandbox: z.enum(SANDBOX_MODES).default('auto'),
  limit: z.coerce.number().int().min(1).max(10_000).optional(),
  format: z.enum(['json', 'csv']).optional(),
});

/** Throws `invalid_argument` that names the parameter. Without a range: this month so far. */
export function readCostQuery(
  query: z.infer<typeof costsQuery>,
  now: number,
  timeZone: string,
): Omit<CostQuery, 'sandbox'> {
  const by = [...new Set((query.by ?? '').split(',').filter((name) => name !== ''))];
  for (const name of by) requireDimension(name, 'by');
  if (by.length > MAX_GROUPS) {
    throw invalid('by', `Costs are grouped by at most ${MAX_GROUPS} dimensions`, 'Ask for fewer.');
  }
  const range = readRange(query, startOfMonth(now, timeZone), now, timeZone);
  if (query.interval !== undefined) requireFewBuckets(range, query.interval);
  return {
    ...range,
    by,
    filter: readFilter(query.filter),
    timeZone,
    ...(query.interval === undefined ? {} : { interval: query.interval }),
    ...(query.limit === undefined ? {} : { limit: query.limit }),
  };
}

export function readRange(
  query: z.infer<typeof rangeQuery>,
  defaultSince: number,
  now: number,
  timeZone: string,
): TimeRange {
  const since = query.since === undefined ? new Date(defaultSince) : instantOf(query.since, timeZone);
  const until = query.until === undefined ? new Date(now) : instantOf(query.until, timeZone);
  if (since < until || (query.since === undefined && query.until === undefined)) return { since, until };
  const remedy = 'Give an earlier since or a later until; until itself is not included.';
  throw invalid('since', 'The time range is empty: since is not before until', remedy);
}

export function readFilter(filter: string | string[] | undefined): DimensionFilter {
  const read: Record<string, string[]> = {};
  for (const text of listOf(filter)) {
    const at = text.indexOf('=');
    if (at < 1) {
      throw invalid(
        'filter',
        `"${text}" is no filter`,
        'Write filter=dimension=value, for example filter=team=search.',
      );
    }
    const name = text.slice(0, at);
    requireDimension(name, 'filter');
    read[name] = [...(read[name] ?? []), text.slice(at + 1)];
  }
  return read;
}

export function requireDimension(name: string, field: string): void {
  if ((DIMENSIONS as readonly string[]).includes(name) || NAMED.test(name)) return;
  throw invalid(
    field,
    `"${name}" is no dimension`,
    `Use ${DIMENSIONS.join(', ')}, tag.<name> or virtual.<id>.`,
  );
}

/** Throws `invalid_argument`. */
export function requireFewBuckets({ since, until }: TimeRange, interval: keyof typeof BUCKET_MS): void {
  if ((until.getTime() - since.getTime()) / BUCKET_MS[interval] <= MAX_BUCKETS) return;
  throw invalid(
    'interval',
    `The range has more than ${MAX_BUCKETS} buckets`,
    'Ask for a longer interval or less time.',
  );
}

function invalid(field: string, text: string, remedy: string): WeirError {
  return new WeirError('invalid_argument', text, { field, remedy });
}
