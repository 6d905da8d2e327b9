import type { IncomingMessage, OutgoingHttpHeader, OutgoingHttpHeaders, ServerResponse } from 'node:http';
import type { Config } from '../../platform/config/schema.ts';

/** What official SDKs send from a browser. Names that end in `*` stand for a prefix. */
const SDK_HEADERS = [
  'authorization',
  'content-type',
  'accept',
  'x-api-key',
  'x-goog-api-key',
  'x-goog-api-client',
  'x-goog-user-project',
  'api-key',
  'anthropic-version',
  'anthropic-beta',
  'anthropic-dangerous-direct-browser-access',
  'openai-organization',
  'openai-project',
  'openai-beta',
  'idempotency-key',
  'traceparent',
  'tracestate',
  'baggage',
  'user-agent',
  'x-stainless-*',
  'x-weir-*',
];
/** Headers of answers that pages may read: those that SDKs look at. */
const EXPOSED = [
  'x-request-id',
  'request-id',
  'retry-after',
  'retry-after-ms',
  'x-should-retry',
  'x-weir-call-id',
  'x-weir-error',
  'x-weir-cost-usd',
  'x-weir-cost-estimated',
  'x-weir-cache',
  'x-weir-model',
  'x-weir-gate',
].join(', ');
const METHODS = 'GET, HEAD, POST, DELETE, OPTIONS';

export interface Cors {
  /** For requests with an `origin`. True: it was a preflight, and is answered. */
  handle(req: IncomingMessage, res: ServerResponse): boolean;
}

/**
 * Which web pages may call, by policy. Pages of other origins get answers without any `access-control-` header, those of
 * the provider included, so that browsers keep the answer from them.
 */
export function createCors({ origins, headers, max_age_seconds }: Config['gateway']['cors']): Cors {
  const every = origins.includes('*');
  const allowedOrigins = new Set(origins);
  const names = [...SDK_HEADERS, ...headers.map((name) => name.toLowerCase())];
  const exact = new Set(names.filter((name) => !name.endsWith('*')));
  const prefixes = names.filter((name) => name.endsWith('*')).map((name) => name.slice(0, -1));
  const mayBeSent = (name: string) => exact.has(name) || prefixes.some((prefix) => name.startsWith(prefix));

  return {
    handle(req, res) {
      const origin = req.headers.origin as string;
      const allowed = every || allowedOrigins.has(origin);
      const wants = req.headers['access-control-request-method'];
      if (req.method === 'OPTIONS' && wants !== undefined) {
        const asked = listOf(req.headers['access-control-request-headers']);
        res.writeHead(204, preflight(allowed ? origin : undefined, asked.filter(mayBeSent), max_age_seconds));
        res.end();
        return true;
      }
      mark(res, allowed ? origin : undefined);
      return false;
    },
  };
}

function preflight(origin: string | undefined, headers: readonly string[], maxAge: number): string[] {
  const vary = ['vary', 'origin, access-control-request-method, access-control-request-headers'];
  if (origin === undefined) return [...vary, 'allow', METHODS];
  return [
    ...vary,
    'access-control-allow-origin',
    origin,
    'access-control-allow-methods',
    METHODS,
    ...(headers.length === 0 ? [] : ['access-control-allow-headers', headers.join(', ')]),
    'access-control-max-age',
    String(maxAge),
  ];
}

/** The answer may be written anywhere in the gateway, so its headers are completed where they leave. */
function mark(res: ServerResponse, origin: string | undefined): void {
  const write = res.writeHead.bind(res);
  res.writeHead = (
    status: number,
    reason?: string | OutgoingHttpHeaders | OutgoingHttpHeader[],
    given?: OutgoingHttpHeaders | OutgoingHttpHeader[],
  ) => {
    const headers = typeof reason === 'string' ? given : reason;
    const own = [
      'vary',
      'origin',
      ...(origin === undefined
        ? []
        : ['access-control-allow-origin', origin, 'access-control-expose-headers', EXPOSED]),
    ];
    return write(status, [...withoutPolicy(headers), ...own]);
  };
}

/** A provider's own policy says nothing of who may call this gateway. */
function withoutPolicy(headers: OutgoingHttpHeaders | OutgoingHttpHeader[] = []): OutgoingHttpHeader[] {
  const kept: OutgoingHttpHeader[] = [];
  const keep = (name: OutgoingHttpHeader | undefined, value: OutgoingHttpHeader | undefined) => {
    if (name === undefined || value === undefined) return;
    if (!String(name).toLowerCase().startsWith('access-control-')) kept.push(name, value);
  };
  if (Array.isArray(headers))
    for (let i = 0; i + 1 < headers.length; i += 2) keep(headers[i], headers[i + 1]);
  else for (const [name, value] of Object.entries(headers)) keep(name, value);
  return kept;
}

function listOf(header: string | undefined): string[] {
  return (header ?? '')
    .split(',')
    .map((name) => name.trim().toLowerCase())
    .filter((name) => name !== '');
}
