import type { ProviderAdapter } from '../contract.ts';
import { hasHeader } from './flat-headers.ts';

/**
 * Headers of the request to the provider: the caller's own, what authenticates, the dialect's defaults that the caller
 * did not set, and a wish for an unencoded answer, which is the only one that can be metered while it passes.
 */
export function requestHeaders(
  forward: readonly string[],
  auth: readonly string[],
  adapter: ProviderAdapter,
): string[] {
  const headers = [...forward, ...auth, 'accept-encoding', 'identity'];
  for (const [name, value] of adapter.defaultHeaders) {
    if (!hasHeader(forward, name)) headers.push(name, value);
  }
  return headers;
}
