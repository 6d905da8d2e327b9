import type { Exchange } from '../world.ts';

/** Headers every answer of the real API carries, limits included. */
export function openaiHeaders(exchange: Exchange): Record<string, string> {
  const { world, account, requestId } = exchange;
  const left = Math.max(0, world.requestsPerMinute - (world.minute.used.get(account) ?? 0));
  return {
    'x-weir-sandbox': 'true',
    'x-request-id': requestId,
    'openai-version': '2020-10-01',
    'openai-organization': 'org-sandbox',
    'openai-processing-ms': '12',
    'x-ratelimit-limit-requests': String(world.requestsPerMinute),
    'x-ratelimit-limit-tokens': '150000000',
    'x-ratelimit-remaining-requests': String(left),
    'x-ratelimit-remaining-tokens': '149999000',
    'x-ratelimit-reset-requests': '2ms',
    'x-ratelimit-reset-tokens': '0s',
  };
}
