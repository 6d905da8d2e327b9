import { createRoute } from '@hono/zod-openapi';
import { createSession, session } from '@weir/core/contract';
import { WeirError } from '@weir/core/errors';
import { deleteCookie, getCookie, setCookie } from 'hono/cookie';
import { body, noContent, ok } from '../answers/schemas.ts';
import { actorOfToken, type Credentials, requireSameOrigin, SESSION_COOKIE } from '../auth/authenticate.ts';
import type { SessionCodes } from '../auth/session-codes.ts';
import type { AdminDeps } from '../deps.ts';
import type { Api } from '../env.ts';

const tags = ['Session'];
const path = '/session';
const COOKIE = { path: '/', httpOnly: true, sameSite: 'Strict' } as const;

/** Signing in needs no credentials yet; a page of another origin may not do it in a visitor's name. */
export function addSessionRoutes(api: Api, deps: AdminDeps, credentials: Credentials): void {
  const { registry, sessionCodes } = deps;
  api.openapi(
    createRoute({
      method: 'post',
      path,
      tags,
      summary: 'Sign a browser in with the admin token, or with a one-time code from a printed link',
      security: [],
      request: { body: body(createSession) },
      responses: ok(session, 'Signed in; the session is in an HttpOnly cookie'),
    }),
    async (c) => {
      if (c.req.header('origin') !== undefined) requireSameOrigin(c);
      const actor = await actorOf(c.req.valid('json'), credentials, sessionCodes);
      if (actor === undefined) {
        await credentials.delay.afterFailure();
        throw new WeirError('admin_token_invalid', 'The token or code is not valid', {
          remedy:
            'Use the admin token printed when Weir first started (lost: `weir token create`, where Weir runs, makes another); codes work once, for ten minutes.',
        });
      }
      const { secret, expiresAt } = await registry.sessions.create(actor);
      const secure = new URL(c.req.url).protocol === 'https:';
      setCookie(c, SESSION_COOKIE, secret, { ...COOKIE, secure, expires: expiresAt });
      return c.json({ actor, expires_at: expiresAt.toISOString() }, 200);
    },
  );
  api.openapi(
    createRoute({ method: 'delete', path, tags, summary: 'Sign out', security: [], responses: noContent }),
    async (c) => {
      const cookie = getCookie(c, SESSION_COOKIE);
      if (cookie !== undefined) {
        requireSameOrigin(c);
        await registry.sessions.end(cookie);
      }
      deleteCookie(c, SESSION_COOKIE, COOKIE);
      return c.body(null, 204);
    },
  );
}

async function actorOf(
  { token, code }: { token?: string | undefined; code?: string | undefined },
  credentials: Credentials,
  codes: SessionCodes | undefined,
): Promise<string | undefined> {
  if (token !== undefined) return actorOfToken(token, credentials);
  return code !== undefined && codes?.redeem(code) === true ? 'admin' : undefined;
}
