import type { RequestSource } from './answer-sink.ts';
import type { SandboxDialect } from './models.ts';

/** A cloud that offers models of others under its own paths, keys and errors. */
export type CloudFront = 'azure' | 'bedrock' | 'vertex';

/** What a request is addressed to. */
export interface Target {
  dialect: SandboxDialect;
  front?: CloudFront;
  /** Below the version path: `/chat/completions`. Absent when the path is none of the sandbox's. */
  route?: string;
  query: URLSearchParams;
  /** The dialect was named in the path, as a client of the real API would reach it: then a key is due. */
  prefixed: boolean;
}

interface Place {
  path: RegExp;
  dialect: SandboxDialect;
  front?: CloudFront;
}

/** The first that fits. Each has the groups `named` (a prefix that only clients use) and `route`. */
const PLACES: readonly Place[] = [
  { path: /^(?<named>\/azure)\/anthropic\/v1(?<route>\/.*)$/, dialect: 'anthropic' },
  { path: /^(?<named>\/azure)\/openai(?<route>\/v1\/.*)$/, dialect: 'openai', front: 'azure' },
  { path: /^(?<named>\/azure)?\/openai(?<route>\/(?!v1\/).*)$/, dialect: 'openai', front: 'azure' },
  { path: /^(?<named>\/azure)?\/models(?<route>\/.*)$/, dialect: 'openai', front: 'azure' },
  { path: /^(?<named>\/bedrock)?(?<route>\/model\/.*)$/, dialect: 'anthropic', front: 'bedrock' },
  { path: /^(?<named>\/vertex)(?<route>\/token)$/, dialect: 'gemini', front: 'vertex' },
  {
    path: /^(?<named>\/vertex)?\/v1(beta1)?\/projects\/[^/]+\/locations\/[^/]+\/publishers(?<route>\/anthropic\/.*)$/,
    dialect: 'anthropic',
    front: 'vertex',
  },
  {
    path: /^(?<named>\/vertex)?\/v1(beta1)?\/projects\/[^/]+\/locations\/[^/]+\/publishers\/google(?<route>\/models\/.*)$/,
    dialect: 'gemini',
    front: 'vertex',
  },
  { path: /^(?<named>\/gemini)\/v1(beta|alpha)?(?<route>\/.*)$/, dialect: 'gemini' },
  { path: /^(?<named>)\/v1(beta|alpha)(?<route>\/.*)$/, dialect: 'gemini' },
  { path: /^(?<named>)\/v1(?<route>\/models\/[^/]+:[a-zA-Z]+)$/, dialect: 'gemini' },
  { path: /^(?<named>\/anthropic)\/v1(?<route>\/.*)$/, dialect: 'anthropic' },
  { path: /^(?<named>)\/v1(?<route>\/messages.*)$/, dialect: 'anthropic' },
  { path: /^(?<named>\/openai)\/v1(?<route>\/.*)$/, dialect: 'openai' },
];

/** Plain `/v1/...` that two providers have: the headers tell whose client it is. */
const SHARED = /^\/v1(?<route>\/.*)$/;

/**
 * `/openai/v1/...`, `/azure/...` and so on are for clients; paths without such a beginning are how Weir's gateway comes,
 * which has checked the caller's key itself and sends none.
 */
export function targetOf(req: Pick<RequestSource, 'url' | 'headers'>): Target {
  const url = new URL(req.url ?? '/', 'http://sandbox');
  const query = url.searchParams;
  for (const { path, dialect, front } of PLACES) {
    const groups = path.exec(url.pathname)?.groups;
    if (groups === undefined) continue;
    return {
      dialect,
      ...(front === undefined ? {} : { front }),
      ...(groups['route'] === undefined ? {} : { route: groups['route'] }),
      query,
      prefixed: (groups['named'] ?? '') !== '',
    };
  }
  const route = SHARED.exec(url.pathname)?.groups?.['route'];
  return {
    dialect: dialectOfHeaders(url, req),
    query,
    prefixed: false,
    ...(route === undefined ? {} : { route }),
  };
}

/** Elsewhere a header may be left over from the dialect that a client spoke before its request was translated. */
const AMBIGUOUS = /^\/v1\/(models|files)(\/|$)/;

function dialectOfHeaders(url: URL, { headers }: Pick<RequestSource, 'headers'>): SandboxDialect {
  if (url.pathname.startsWith('/anthropic')) return 'anthropic';
  if (url.pathname.startsWith('/gemini')) return 'gemini';
  if (!AMBIGUOUS.test(url.pathname)) return 'openai';
  if (headers['anthropic-version'] !== undefined) return 'anthropic';
  return headers['x-goog-api-key'] !== undefined || url.searchParams.has('key') ? 'gemini' : 'openai';
}
