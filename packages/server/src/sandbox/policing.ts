import { ApiError } from './api-error.ts';
import type { SandboxDialect } from './models.ts';
import type { Exchange } from './world.ts';

/** Any key will do, except one that begins with `invalid`, which stands for a wrong one. */
export function authenticate(exchange: Exchange): void {
  const { dialect, prefixed } = exchange.target;
  const { headers } = exchange.req;
  const bearer = /^Bearer\s+(\S+)$/i.exec(headers.authorization ?? '')?.[1];
  const apiKey = typeof headers['x-api-key'] === 'string' ? headers['x-api-key'] : undefined;
  const key = dialect === 'openai' ? bearer : (apiKey ?? bearer);
  if (key?.startsWith('invalid')) {
    throw new ApiError(
      401,
      'authentication',
      dialect === 'openai' ? 'Incorrect API key provided: invalid***.' : 'invalid x-api-key',
    );
  }
  if (key !== undefined || !prefixed || !exchange.world.requireKey) return;
  throw new ApiError(
    401,
    'authentication',
    dialect === 'openai'
      ? "You didn't provide an API key. You need to provide your API key in an Authorization header using Bearer auth (i.e. Authorization: Bearer YOUR_KEY)."
      : 'x-api-key header is required',
  );
}

/** Counts against the key's requests of this minute; 429 when a limit is configured and used up. */
export function countRequest(exchange: Exchange): void {
  const { world, account, target } = exchange;
  const now = world.clock.now();
  const start = Math.floor(now / 60_000) * 60_000;
  if (world.minute.start !== start) world.minute = { start, used: new Map() };
  const used = (world.minute.used.get(account) ?? 0) + 1;
  world.minute.used.set(account, used);
  if (!world.enforceRequests || used <= world.requestsPerMinute) return;
  throw rateLimited(target.dialect, Math.ceil((start + 60_000 - now) / 1_000));
}

export function rateLimited(dialect: SandboxDialect, retryAfterSeconds: number): ApiError {
  const message =
    dialect === 'openai'
      ? `Rate limit reached for requests. Please try again in ${retryAfterSeconds}s.`
      : 'This request would exceed your organization’s rate limit. Please try again later.';
  const headers: Record<string, string> = { 'retry-after': String(retryAfterSeconds) };
  if (dialect === 'openai') {
    headers['retry-after-ms'] = String(Math.round(retryAfterSeconds * 1_000));
    headers['x-ratelimit-remaining-requests'] = '0';
    headers['x-ratelimit-reset-requests'] = `${retryAfterSeconds}s`;
  } else {
    headers['anthropic-ratelimit-requests-remaining'] = '0';
  }
  return new ApiError(429, 'rate_limit', message, { headers });
}
