import { createHash } from 'node:crypto';
import { WeirError } from '@weir/core/errors';
import type { MiddlewareHandler } from 'hono';
import type { AppEnv } from '../env.ts';

const MAX_LENGTH = 255;

/** Reads the Idempotency-Key of a POST; the registry keeps the promise, in the transaction of the change. */
export const idempotencyKey: MiddlewareHandler<AppEnv> = async (c, next) => {
  const key = c.req.header('idempotency-key');
  if (key !== undefined && c.req.method === 'POST') {
    if (key === '' || key.length > MAX_LENGTH) {
      throw new WeirError('invalid_argument', 'The Idempotency-Key is empty or too long', {
        field: 'Idempotency-Key',
        remedy: `Use 1 to ${MAX_LENGTH} characters, a UUID for instance.`,
      });
    }
    const { pathname, search } = new URL(c.req.url);
    const request = `${c.req.method} ${pathname}${search}\n${await c.req.text()}`;
    c.set('idempotency', { key, fingerprint: createHash('sha256').update(request).digest('hex') });
  }
  await next();
};
