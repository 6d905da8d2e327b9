import { createRoute } from '@hono/zod-openapi';
import { adminTokenWithSecret, createAdminToken } from '@weir/core/contract';
import { body, created } from '../answers/schemas.ts';
import type { AdminDeps } from '../deps.ts';
import { type Api, changeBy } from '../env.ts';

export function addAdminTokenRoutes(api: Api, { registry: { adminTokens } }: AdminDeps): void {
  api.openapi(
    createRoute({
      method: 'post',
      path: '/admin-tokens',
      tags: ['Admin tokens'],
      summary: 'Create an admin token; its secret is in this answer and nowhere else',
      request: { body: body(createAdminToken) },
      responses: created(adminTokenWithSecret),
    }),
    async (c) => c.json(await adminTokens.create(c.req.valid('json'), changeBy(c)), 201),
  );
}
