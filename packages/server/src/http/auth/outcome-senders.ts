import { WeirError } from '@weir/core/errors';
import type { Context, MiddlewareHandler } from 'hono';
import { verify } from '../../alerts/channels/webhook.ts';
import { keyOf } from '../../ingest/otlp/attribution.ts';
import type { Clock } from '../../platform/clock.ts';
import type { AppEnv } from '../env.ts';
import type { Credentials } from './authenticate.ts';

/**
 * Lets an application tell outcomes with the key of its workload, and of that workload only: it need not hold an admin
 * token. Whoever sends anything else is left to `authenticate`.
 */
export function keysOfWorkloads({ registry, delay }: Credentials, clock: Clock): MiddlewareHandler<AppEnv> {
  return async (c, next) => {
    const secret = /^bearer +(wk_\S+) *$/i.exec(c.req.header('authorization') ?? '')?.[1];
    if (secret !== undefined && c.req.method === 'POST') {
      try {
        const key = keyOf(secret, registry.compile(), clock.now());
        c.set('actor', `key:${key.id}`);
        c.set('workload', key.workload);
      } catch (error) {
        await delay.afterFailure();
        throw error;
      }
    }
    await next();
  };
}

/** The webhook that signed this body. Throws `admin_token_invalid`, the same whether it is unknown or signed wrong. */
export async function signerOf(
  c: Context<AppEnv>,
  id: string,
  { registry, delay }: Credentials,
  clock: Clock,
): Promise<{ workload?: string }> {
  const hook = await registry.outcomeWebhooks.open(id);
  const signature = c.req.header('x-weir-signature') ?? '';
  const now = Math.floor(clock.now() / 1_000);
  if (hook !== undefined && verify(hook.secret, await c.req.text(), signature, now)) {
    return hook.workload === undefined ? {} : { workload: hook.workload };
  }
  await delay.afterFailure();
  throw new WeirError('admin_token_invalid', 'The signature is not valid, or older than 5 minutes', {
    field: 'x-weir-signature',
    remedy:
      'Send x-weir-signature: t=<unix seconds>,v1=<hex of HMAC-SHA256 of "<t>.<body>" with the secret of this webhook>.',
  });
}
