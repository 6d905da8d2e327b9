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
  // they speak for the provider's host, and this is another
  'age',
  'alt-svc',
  'clear-site-data',
  'strict-transport-security',
]);
/** This host's to say: a provider must not pass for Weir, nor loosen its rules for web pages. */
const DROPPED_PREFIXES = ['x-weir-', 'access-control-'];

export function readAnswerHead(
  status: number,
  raw: readonly string[],
  requestIdHeaders: readonly string[],
): AnswerHead {
  const headers: string[] = [];
  let contentType = '';
  let contentEncoding: string | undefined;
  let retryAfter: string | undefined;
  let retryAfterMs: string | undefined;
  let shouldRetry: string | undefined;
  let requestId: string | undefined;
  let rank = requestIdHeaders.length;
  for (let i = 0; i + 1 < raw.length; i += 2) {
    const name = raw[i] as string;
    const { lower, dropped } = spellings.get(name) ?? spellingOf(name);
    if (dropped) continue;
    const value = raw[i + 1] as string;
    headers.push(name, value);
    switch (lower) {
      case 'content-type':
        contentType = value;
        break;
      case 'content-encoding':
        contentEncoding = value === 'identity' ? undefined : value;
        break;
      case 'retry-after':
        retryAfter = value;
        break;
      case 'retry-after-ms':
        retryAfterMs = value;
        break;
      case 'x-should-retry':
        shouldRetry = value;
    }
    const place = requestIdHeaders.indexOf(lower);
    if (place === -1 || place >= rank) continue;
    rank = place;
    requestId = value.slice(0, 128);
  }
  return {
    status,
    headers,
    contentType,
    contentEncoding,
    retryAfter,
    retryAfterMs,
    shouldRetry,
    requestId,
  };
}

interface Spelling {
  readonly lower: string;
  readonly dropped: boolean;
}

/** Providers spell few names, always alike: each spelling is looked up once and remembered, within bounds. */
const REMEMBERED = 1_024;
const spellings = new Map<string, Spelling>();

function isDropped(lower: string): boolean {
  return DROPPED.has(lower) || DROPPED_PREFIXES.some((prefix) => lower.startsWith(prefix));
}

function spellingOf(name: string): Spelling {
  const lower = name.toLowerCase();
  const spelling = { lower, dropped: isDropped(lower) };
  if (spellings.size < REMEMBERED) spellings.set(name, spelling);
  return spelling;
}
