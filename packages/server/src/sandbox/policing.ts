import { ApiError } from './api-error.ts';
import type { SandboxDialect } from './models.ts';
import type { Exchange } from './world.ts';

type Who = SandboxDialect | 'azure' | 'bedrock' | 'vertex';

const MISSING: Record<Who, string> = {
  openai:
    "You didn't provide an API key. You need to provide your API key in an Authorization header using Bearer auth (i.e. Authorization: Bearer YOUR_KEY).",
  anthropic: 'x-api-key header is required',
  gemini:
    "Method doesn't allow unregistered callers (callers without established identity). Please use API Key or other form of API consumer identity to call this API.",
  azure:
    'Access denied due to invalid subscription key or wrong API endpoint. Make sure to provide a valid key for an active subscription and use a correct regional API endpoint for your resource.',
  bedrock: 'Missing Authentication Token',
  vertex:
    'Request is missing required authentication credential. Expected OAuth 2 access token, login cookie or other valid authentication credential.',
};

const WRONG: Record<Who, string> = {
  openai: 'Incorrect API key provided: invalid***.',
  anthropic: 'invalid x-api-key',
  gemini: 'API key not valid. Please pass a valid API key.',
  azure: MISSING.azure,
  bedrock: 'The security token included in the request is invalid.',
  vertex: 'Request had invalid authentication credentials.',
};

const AWS_SIGNATURE =
  /^AWS4-HMAC-SHA256 Credential=([^/\s]+)\/[^\s]*aws4_request,\s*SignedHeaders=\S+,\s*Signature=[0-9a-f]{64}$/;

/** The caller's key in the place where this API wants it. */
export function keyOf({ target, req }: Pick<Exchange, 'target' | 'req'>): string | undefined {
  const { headers } = req;
  const bearer = /^Bearer\s+(\S+)$/i.exec(headers.authorization ?? '')?.[1];
  const header = (name: string) => {
    const value = headers[name];
    return typeof value === 'string' && value !== '' ? value : undefined;
  };
  switch (target.front ?? target.dialect) {
    case 'anthropic':
      return header('x-api-key') ?? bearer;
    case 'gemini':
      return header('x-goog-api-key') ?? target.query.get('key') ?? bearer;
    case 'azure':
      return header('api-key') ?? bearer;
    case 'bedrock':
      return bearer ?? AWS_SIGNATURE.exec(headers.authorization ?? '')?.[1];
    default:
      return bearer;
  }
}

/**
 * Any key will do, except one that begins with `invalid`, which stands for a wrong one. A signature is checked for its
 * form only, the sandbox has no secret to check it with; Bedrock wants one always, as nobody reaches it without.
 */
export function authenticate(exchange: Exchange): void {
  const { target, world } = exchange;
  const who = target.front ?? target.dialect;
  const key = keyOf(exchange);
  if (key?.startsWith('invalid') === true) throw unauthenticated(who, WRONG[who], 'wrong');
  const needed = (target.prefixed || who === 'bedrock') && target.route !== '/token';
  if (key === undefined && needed && world.requireKey) throw unauthenticated(who, MISSING[who], 'missing');
}

/** AWS answers 403; Gemini 403 without a key and 400 with a wrong one; the rest 401. */
function unauthenticated(who: Who, message: string, problem: 'missing' | 'wrong'): ApiError {
  if (who === 'bedrock')
    return new ApiError(403, 'permission', message, { code: 'UnrecognizedClientException' });
  if (who !== 'gemini') return new ApiError(401, 'authentication', message);
  return problem === 'missing'
    ? new ApiError(403, 'permission', message)
    : new ApiError(400, 'invalid_request', message, { code: 'API_KEY_INVALID' });
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
  const message = {
    openai: `Rate limit reached for requests. Please try again in ${retryAfterSeconds}s.`,
    anthropic: 'This request would exceed your organization’s rate limit. Please try again later.',
    gemini: `You exceeded your current quota. Please retry in ${retryAfterSeconds}s.`,
  }[dialect];
  const headers: Record<string, string> = { 'retry-after': String(retryAfterSeconds) };
  if (dialect === 'openai') {
    headers['retry-after-ms'] = String(Math.round(retryAfterSeconds * 1_000));
    headers['x-ratelimit-remaining-requests'] = '0';
    headers['x-ratelimit-reset-requests'] = `${retryAfterSeconds}s`;
  } else if (dialect === 'anthropic') {
    headers['anthropic-ratelimit-requests-remaining'] = '0';
  }
  return new ApiError(429, 'rate_limit', message, { headers });
}
