import { createRoute } from '@hono/zod-openapi';
import { environmentPolicy, putEnvironment } from '@weir/core/contract';
import { body, byId, noContent, ok, okPage, pageQuery } from '../answers/schemas.ts';
import type { AdminDeps } from '../deps.ts';
import { type Api, changeBy } from '../env.ts';

const tags = ['Environments'];
const onePath = '/environments/{id}';

export function addEnvironmentRoutes(api: Api, { registry: { environments } }: AdminDeps): void {
  api.openapi(
    createRoute({
      method: 'get',
      path: '/environments',
      tags,
      summary: 'List environments and their missing-tag policies',
      request: { query: pageQuery },
      responses: okPage(environmentPolicy),
    }),
    async (c) => c.json(await environments.list(c.req.valid('query')), 200),
  );
  api.openapi(
    createRoute({
      method: 'get',
      path: onePath,
      tags,
      summary: 'Show an environment',
      request: { params: byId },
      responses: ok(environmentPolicy),
    }),
    async (c) => c.json(await environments.show(c.req.valid('param').id), 200),
  );
  api.openapi(
    createRoute({
      method: 'put',
      path: onePath,
      tags,
      summary: 'Create an environment or change its policy; absent fields stay as they are',
      request: { params: byId, body: body(putEnvironment) },
      responses: ok(environmentPolicy),
    }),
    async (c) =>
      c.json(await environments.put(c.req.valid('param').id, c.req.valid('json'), changeBy(c)), 200),
  );
  api.openapi(
    createRoute({
      method: 'delete',
      path: onePath,
      tags,
      summary: 'Remove an environment that no workload is in',
      request: { params: byId },
      responses: noContent,
    }),
    async (c) => {
      await environments.remove(c.req.valid('param').id, changeBy(c));
      return c.body(null, 204);
    },
  );
}
