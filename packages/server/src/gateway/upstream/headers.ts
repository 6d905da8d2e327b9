import type { ProviderAdapter } from '../../providers/index.ts';
import type { Endpoint } from './endpoint.ts';

/**
 * Headers of the request to the provider: the caller's end-to-end headers, the provider's secret, and a request for
 * an unencoded answer, which is the only one that can be metered while it passes.
 */
export function requestHeaders(
  forward: readonly string[],
  endpoint: Endpoint,
  adapter: ProviderAdapter,
): string[] {
  const headers = [...forward, ...endpoint.auth, 'accept-encoding', 'identity'];
  for (const [name, value] of adapter.defaultHeaders) {
    if (!names(forward, name)) headers.push(name, value);
  }
  return headers;
}

function names(flat: readonly string[], wanted: string): boolean {
  for (let i = 0; i < flat.length; i += 2) {
    const name = flat[i] as string;
    if (name.length === wanted.length && name.toLowerCase() === wanted) return true;
  }
  return false;
}

/** What the gateway must know of an answer's headers, and those that go on to the client. */
export interface AnswerHead {
  readonly status: number;
  /** Flat: name, value. Hop-by-hop headers and the length are left out. */
  readonly headers: string[];
  readonly contentType: string;
  readonly contentEncoding: string | undefined;
  readonly retryAfter: string | undefined;
  readonly retryAfterMs: string | undefined;
  readonly shouldRetry: string | undefined;
  readonly requestId: string | undefined;
}

const DROPPED = new Set([
  'connection',
  'keep-alive',
  'proxy-authenticate',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
  'content-length',
  // cookies of the provider's host mean nothing on this one
  'set-cookie',
  // of this host's making
  'x-weir-call-id',
  'x-weir-cost-usd',
  'x-weir-cost-estimated',
  'x-weir-sandbox',
]);

export function readAnswerHead(
  status: number,
  raw: readonly Buffer[],
  requestIdHeaders: readonly string[],
): AnswerHead {
  const headers: string[] = [];
  const noted: Record<string, string> = {};
  for (let i = 0; i + 1 < raw.length; i += 2) {
    const name = (raw[i] as Buffer).toString('latin1');
    const lower = name.toLowerCase();
    if (DROPPED.has(lower)) continue;
    const value = (raw[i + 1] as Buffer).toString('latin1');
    headers.push(name, value);
    if (NOTED.has(lower) || requestIdHeaders.includes(lower)) noted[lower] = value;
  }
  const encoding = noted['content-encoding'];
  return {
    status,
    headers,
    contentType: noted['content-type'] ?? '',
    contentEncoding: encoding === undefined || encoding === 'identity' ? undefined : encoding,
    retryAfter: noted['retry-after'],
    retryAfterMs: noted['retry-after-ms'],
    shouldRetry: noted['x-should-retry'],
    requestId: firstOf(noted, requestIdHeaders),
  };
}

const NOTED = new Set([
  'content-type',
  'content-encoding',
  'retry-after',
  'retry-after-ms',
  'x-should-retry',
]);

function firstOf(noted: Readonly<Record<string, string>>, names: readonly string[]): string | undefined {
  for (const name of names) {
    const value = noted[name];
    if (value !== undefined) return value.slice(0, 128);
  }
  return undefined;
}
