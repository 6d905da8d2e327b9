import type { IncomingMessage } from 'node:http';
import type { SandboxDialect } from './models.ts';

/** What a request is addressed to. */
export interface Target {
  dialect: SandboxDialect;
  /** Below the version path: `/chat/completions`. Absent when the path is none of the sandbox's. */
  route?: string;
  /** The dialect was named in the path, as a client of the real API would reach it: then a key is due. */
  prefixed: boolean;
}

/**
 * `/openai/v1/...` and `/anthropic/v1/...` are for clients; plain `/v1/...` is how Weir's gateway comes, which has
 * checked the caller's key itself and sends none. There the route, or for model lists a header, tells the dialect.
 */
export function targetOf(req: IncomingMessage): Target {
  const path = (req.url ?? '/').split('?')[0] ?? '/';
  const [, named, route] = /^(?:\/(openai|anthropic))?\/v1(\/.*)$/.exec(path) ?? [];
  const anthropic =
    named === undefined
      ? path.startsWith('/anthropic') ||
        route?.startsWith('/messages') === true ||
        (route?.startsWith('/models') === true && req.headers['anthropic-version'] !== undefined)
      : named === 'anthropic';
  return {
    dialect: anthropic ? 'anthropic' : 'openai',
    prefixed: named !== undefined,
    ...(route === undefined ? {} : { route }),
  };
}
