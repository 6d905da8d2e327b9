import { z } from 'zod';

/** Exact decimal in plain notation, e.g. "0.000150000000". Never a JSON number. */
export const decimalString = z.string().regex(/^-?\d+(\.\d+)?$/, 'a decimal string such as "12.50"');

/** Instant with microseconds, RFC 3339 UTC, e.g. "2026-11-22T03:08:00.123456Z". */
export const instant = z.iso.datetime({ offset: true });

/** Lower-case identifier chosen by people, immutable once created: `support-bot`. */
export const slug = z
  .string()
  .min(1)
  .max(63)
  .regex(
    /^[a-z0-9](?:[a-z0-9-]*[a-z0-9])?$/,
    'lower-case letters, digits and inner hyphens, at most 63 characters',
  );
