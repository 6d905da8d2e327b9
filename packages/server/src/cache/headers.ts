/** Request headers as Node has them: lower-case names. */
export type RequestHeaders = Readonly<Record<string, string | readonly string[] | undefined>>;

/** What the client wants of the cache for this one request. */
export interface ClientCacheWish {
  /** Answer from the cache if possible. */
  readonly read: boolean;
  /** Keep the answer for others. */
  readonly write: boolean;
  /** Oldest answer it takes, in seconds; absent when it did not say. */
  readonly maxAgeSeconds?: number;
}

/**
 * `x-weir-cache: no-store` or `refresh` wins over `cache-control`. Of the latter `no-store` means neither read nor
 * write, `no-cache` and `max-age=0` mean ask the provider and keep the answer, `max-age=<seconds>` bounds the age.
 * Anything else is ignored: a header nobody understands must not cost money.
 */
export function clientCacheWish(headers: RequestHeaders): ClientCacheWish {
  const own = directives(headers['x-weir-cache']);
  if (own.has('no-store')) return { read: false, write: false };
  if (own.has('refresh')) return { read: false, write: true };
  const standard = directives(headers['cache-control']);
  if (standard.has('no-store')) return { read: false, write: false };
  if (standard.has('no-cache')) return { read: false, write: true };
  const age = standard.get('max-age');
  if (age === undefined || !/^\d{1,9}$/.test(age)) return { read: true, write: true };
  return Number(age) === 0
    ? { read: false, write: true }
    : { read: true, write: true, maxAgeSeconds: Number(age) };
}

/** Headers that choose features of an API and with them the answer. */
const FEATURE_HEADERS = ['anthropic-beta', 'anthropic-version', 'openai-beta'];

/**
 * What of head and query changes the answer or its bytes: `CacheKeyParts.variant`. Of the query only `alt` (framing
 * of Gemini streams), because others may be keys.
 */
export function keyVariant(headers: RequestHeaders, query: string): string {
  const parts = FEATURE_HEADERS.map((name) => [...directives(headers[name]).keys()].sort().join(','));
  const alt = query === '' ? '' : (new URLSearchParams(query).get('alt') ?? '');
  return [...parts, alt].every((part) => part === '') ? '' : JSON.stringify([...parts, alt]);
}

function directives(header: string | readonly string[] | undefined): Map<string, string> {
  const found = new Map<string, string>();
  if (header === undefined) return found;
  for (const part of (typeof header === 'string' ? header : header.join(',')).split(',')) {
    const [name = '', value = ''] = part.trim().toLowerCase().split('=', 2);
    if (name !== '') found.set(name.trim(), value.trim());
  }
  return found;
}
