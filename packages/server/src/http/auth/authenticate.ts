import { createHash, timingSafeEqual } from 'node:crypto';
import { WeirError } from '@weir/core/errors';
import type { Context, MiddlewareHandler } from 'hono';
import { getCookie } from 'hono/cookie';
import type { Registry } from '../../registry/registry.ts';
import type { AppEnv } from '../env.ts';
import type { FailureDelay } from './failure-delay.ts';

export const SESSION_COOKIE = 'weir_session';
const SAFE_METHODS = new Set(['GET', 'HEAD', 'OPTIONS']);

/** Compares secrets of any length in constant time. */
function sameSecret(a: string, b: string): boolean {
  const hash = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(hash(a), hash(b));
}

export interface Credentials {
  registry: Registry;
  cliToken: string | undefined;
  delay: FailureDelay;
}

/** Lets in a bearer token (admin or local command line) or a session cookie; sets the actor. */
export function authenticate(credentials: Credentials): MiddlewareHandler<AppEnv> {
  return async (c, next) => {
    const actor = (await byBearer(c, credentials)) ?? (await bySession(c, credentials));
    if (actor === undefined) throw await refusal(c, credentials);
    c.set('actor', actor);
    await next();
  };
}

export async function actorOfToken(
  token: string,
  { registry, cliToken }: Credentials,
): Promise<string | undefined> {
  if (cliToken !== undefined && sameSecret(token, cliToken)) return 'cli';
  return (await registry.adminTokens.verify(token)) ? 'admin' : undefined;
}

/** Throws unless the request comes from a page of this very origin: a cookie alone does not prove intent. */
export function requireSameOrigin(c: Context<AppEnv>): void {
  const origin = c.req.header('origin');
  if (origin !== undefined && hostOf(origin) === hostHeader(c)) return;
  if (origin === undefined && c.req.header('sec-fetch-site') === 'same-origin') return;
  throw new WeirError('admin_token_invalid', 'A session may change things only from the console itself', {
    field: 'Origin',
    remedy: 'Programs use Authorization: Bearer <admin token> instead of a cookie.',
  });
}

/** Host and port the client says it speaks to; in-process requests have only their URL. */
export function hostHeader(c: Context): string {
  return (c.req.header('host') ?? new URL(c.req.url).host).toLowerCase();
}

async function byBearer(c: Context<AppEnv>, credentials: Credentials): Promise<string | undefined> {
  const token = /^bearer +(\S+) *$/i.exec(c.req.header('authorization') ?? '')?.[1];
  return token === undefined ? undefined : actorOfToken(token, credentials);
}

async function bySession(c: Context<AppEnv>, { registry }: Credentials): Promise<string | undefined> {
  if (c.req.header('authorization') !== undefined) return undefined;
  const cookie = getCookie(c, SESSION_COOKIE);
  if (cookie === undefined) return undefined;
  const actor = await registry.sessions.verify(cookie);
  if (actor !== undefined && !SAFE_METHODS.has(c.req.method)) requireSameOrigin(c);
  return actor;
}

async function refusal(c: Context<AppEnv>, { delay }: Credentials): Promise<WeirError> {
  const tried = c.req.header('authorization') !== undefined || getCookie(c, SESSION_COOKIE) !== undefined;
  if (!tried) {
    return new WeirError('key_missing', 'This needs an admin token', {
      field: 'Authorization',
      remedy: 'Send Authorization: Bearer <admin token>; it was printed when Weir first started.',
    });
  }
  await delay.afterFailure();
  return new WeirError('admin_token_invalid', 'The admin token or session is not valid', {
    field: 'Authorization',
    remedy:
      'Use the admin token printed when Weir first started, or sign in again. Lost it? `weir token create`, where Weir runs, makes another.',
  });
}

function hostOf(origin: string): string | undefined {
  try {
    return new URL(origin).host.toLowerCase();
  } catch {
    return undefined;
  }
}
