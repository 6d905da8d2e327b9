import type { Exchange } from '../world.ts';

/** Headers every answer of the real API carries, limits included. */
export function anthropicHeaders(exchange: Exchange): Record<string, string> {
  const { world, account, requestId } = exchange;
  const left = Math.max(0, world.requestsPerMinute - (world.minute.used.get(account) ?? 0));
  const reset = new Date(Math.ceil(world.clock.now() / 60_000) * 60_000).toISOString();
  return {
    'x-weir-sandbox': 'true',
    'request-id': requestId,
    'anthropic-organization-id': 'org-sandbox',
    'anthropic-ratelimit-requests-limit': String(world.requestsPerMinute),
    'anthropic-ratelimit-requests-remaining': String(left),
    'anthropic-ratelimit-requests-reset': reset,
    'anthropic-ratelimit-input-tokens-limit': '10000000',
    'anthropic-ratelimit-input-tokens-remaining': '9999000',
    'anthropic-ratelimit-input-tokens-reset': reset,
    'anthropic-ratelimit-output-tokens-limit': '2000000',
    'anthropic-ratelimit-output-tokens-remaining': '1999000',
    'anthropic-ratelimit-output-tokens-reset': reset,
  };
}
