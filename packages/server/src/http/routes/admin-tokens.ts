import { createRoute } from '@hono/zod-openapi';
import { adminToken, adminTokenWithSecret, createAdminToken } from '@weir/core/contract';
import { body, byId, created, ok, okPage, pageQuery } from '../answers/schemas.ts';
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
  api.openapi(
    createRoute({
      method: 'get',
      path: '/admin-tokens',
      tags: ['Admin tokens'],
      summary: 'List admin tokens, revoked ones included; never their secrets',
      request: { query: pageQuery },
      responses: okPage(adminToken),
    }),
    async (c) => c.json(await adminTokens.list(c.req.valid('query')), 200),
  );
  api.openapi(
    createRoute({
      method: 'post',
      path: '/admin-tokens/{id}/revoke',
      tags: ['Admin tokens'],
      summary: 'Revoke an admin token; every signed-in browser must sign in again',
      request: { params: byId },
      responses: ok(adminToken),
    }),
    async (c) => c.json(await adminTokens.revoke(c.req.valid('param').id, changeBy(c)), 200),
  );
}
