import { WeirError } from '@weir/core/errors';
import type { MiddlewareHandler } from 'hono';
import { hostHeader } from '../auth/authenticate.ts';
import type { AppEnv } from '../env.ts';

const LOOPBACK = /^(localhost|127(?:\.\d{1,3}){3}|\[::1\]|::1)$/;

function isLoopback(host: string): boolean {
  return LOOPBACK.test(host.toLowerCase());
}

/**
 * Bound to loopback, only loopback names are answered: a web page whose name was made to resolve to 127.0.0.1 sends
 * its own name as Host and is refused. Bound elsewhere, the operator has chosen the names.
 */
export function hostCheck(boundTo: string): MiddlewareHandler<AppEnv> {
  const checked = isLoopback(boundTo);
  return async (c, next) => {
    const name = hostHeader(c).replace(/:\d+$/, '');
    if (checked && !isLoopback(name)) {
      throw new WeirError('invalid_argument', `This address does not answer to the name "${name}"`, {
        field: 'Host',
        remedy: 'Use http://localhost, or set admin.host in weir.yaml to serve other names.',
      });
    }
    await next();
  };
}
