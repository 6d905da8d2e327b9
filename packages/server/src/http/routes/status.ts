import { createRoute } from '@hono/zod-openapi';
import { status } from '@weir/core/contract';
import { ok } from '../answers/schemas.ts';
import type { AdminDeps } from '../deps.ts';
import type { Api } from '../env.ts';

export function addStatusRoutes(api: Api, deps: AdminDeps): void {
  api.openapi(
    createRoute({
      method: 'get',
      path: '/status',
      tags: ['Installation'],
      summary: 'Show what runs, where, and how far the ledger is behind',
      responses: ok(status),
    }),
    async (c) => c.json(await deps.status(), 200),
  );
}
