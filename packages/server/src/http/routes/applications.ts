import { createRoute } from '@hono/zod-openapi';
import { application, changeApplication, createApplication } from '@weir/core/contract';
import { body, byId, created, noContent, ok, okPage, pageQuery } from '../answers/schemas.ts';
import type { AdminDeps } from '../deps.ts';
import { type Api, changeBy } from '../env.ts';

const tags = ['Applications'];
const path = '/applications';
const onePath = '/applications/{id}';

export function addApplicationRoutes(api: Api, { registry: { applications } }: AdminDeps): void {
  api.openapi(
    createRoute({
      method: 'get',
      path,
      tags,
      summary: 'List applications',
      request: { query: pageQuery },
      responses: okPage(application),
    }),
    async (c) => c.json(await applications.list(c.req.valid('query')), 200),
  );
  api.openapi(
    createRoute({
      method: 'post',
      path,
      tags,
      summary: 'Create an application',
      request: { body: body(createApplication) },
      responses: created(application),
    }),
    async (c) => c.json(await applications.create(c.req.valid('json'), changeBy(c)), 201),
  );
  api.openapi(
    createRoute({
      method: 'get',
      path: onePath,
      tags,
      summary: 'Show an application',
      request: { params: byId },
      responses: ok(application),
    }),
    async (c) => c.json(await applications.show(c.req.valid('param').id), 200),
  );
  api.openapi(
    createRoute({
      method: 'patch',
      path: onePath,
      tags,
      summary: 'Change an application',
      request: { params: byId, body: body(changeApplication) },
      responses: ok(application),
    }),
    async (c) =>
      c.json(await applications.change(c.req.valid('param').id, c.req.valid('json'), changeBy(c)), 200),
  );
  api.openapi(
    createRoute({
      method: 'delete',
      path: onePath,
      tags,
      summary: 'Remove an application that nothing refers to',
      request: { params: byId },
      responses: noContent,
    }),
    async (c) => {
      await applications.remove(c.req.valid('param').id, changeBy(c));
      return c.body(null, 204);
    },
  );
}
