import type { MiddlewareHandler } from 'hono';
import type { AppEnv } from '../env.ts';

/** Ours, not the caller's: it ties an answer to a line of the log. */
export function requestId(id: () => string): MiddlewareHandler<AppEnv> {
  return async (c, next) => {
    c.set('requestId', `req_${id()}`);
    await next();
    c.res.headers.set('x-request-id', c.get('requestId'));
  };
}
