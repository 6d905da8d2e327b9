import { WeirError } from '@weir/core/errors';
import { z } from 'zod';
import { guardedUrl } from '../../providers/platforms/address-guard.ts';

/** Settings that all connectors that ask an API have. */
export const pullSettings = {
  /** Another address of the same API: a proxy of one's own, a server of the enterprise. */
  base_url: z.url().max(2_048).optional(),
  /** `base_url` may lie in a private network, and be http. */
  allow_private_network: z.boolean().default(false),
  requests_per_minute: z.number().int().min(1).max(6_000).default(60),
  /** Of one request. */
  timeout_seconds: z.number().int().min(1).max(600).default(60),
  /** First day that is fetched, UTC; default: 30 days before the first run. */
  since: z.iso.date().optional(),
} as const;

const pulling = z.object(pullSettings);
export type PullSettings = z.infer<typeof pulling>;

/** What a source's settings say of these, whatever else they say. */
export function readPullSettings(settings: Record<string, unknown>): PullSettings {
  return pulling.parse(settings);
}

/** Throws WeirError `invalid_argument` when the address may not be asked. */
export function checkBaseUrl(settings: Record<string, unknown>, whose: string): void {
  const { base_url, allow_private_network } = readPullSettings(settings);
  if (base_url === undefined) return;
  try {
    guardedUrl(base_url, { allowPrivate: allow_private_network, whose });
  } catch (error) {
    if (!(error instanceof WeirError)) throw error;
    throw new WeirError('invalid_argument', error.message, {
      field: 'settings.base_url',
      remedy: /unencrypted/.test(error.message)
        ? 'Use https, or set allow_private_network: true if it is a server of your own.'
        : 'Use the https address of the API, without user name and password.',
      cause: error,
    });
  }
}

/** `path` below the base, whether or not the base ends in a slash. */
export function apiUrl(
  base: string,
  path: string,
  query: Readonly<Record<string, string | readonly string[]>> = {},
): URL {
  const url = new URL(`${base.replace(/\/+$/, '')}/${path.replace(/^\/+/, '')}`);
  for (const [name, value] of Object.entries(query)) {
    for (const one of typeof value === 'string' ? [value] : value) url.searchParams.append(name, one);
  }
  return url;
}
