import type { OpenAPIHono } from '@hono/zod-openapi';
import type { Context } from 'hono';
import type { ChangeBy, IdempotencyClaim } from '../registry/index.ts';

/** What middleware leaves for routes. */
export interface AppEnv {
  Variables: {
    requestId: string;
    /** `admin`, `cli`, or `key:<id>` where the key of a workload will do. */
    actor: string;
    /** The only one that the sender may speak for; absent: any. */
    workload: string | undefined;
    idempotency: IdempotencyClaim | undefined;
  };
}

export type Api = OpenAPIHono<AppEnv>;

/** Author of a change, from the request. */
export function changeBy(c: Context<AppEnv>): ChangeBy {
  const idempotency = c.get('idempotency');
  return { actor: c.get('actor'), ...(idempotency === undefined ? {} : { idempotency }) };
}
