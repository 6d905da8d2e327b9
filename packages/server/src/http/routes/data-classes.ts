import { createRoute } from '@hono/zod-openapi';
import { changeDataClass, createDataClass, dataClass } from '@weir/core/contract';
import { body, byId, created, noContent, ok, okPage, pageQuery } from '../answers/schemas.ts';
import type { AdminDeps } from '../deps.ts';
import { type Api, changeBy } from '../env.ts';

const tags = ['Data classes'];
const path = '/data-classes';
const onePath = '/data-classes/{id}';

export function addDataClassRoutes(api: Api, { registry: { dataClasses } }: AdminDeps): void {
  api.openapi(
    createRoute({
      method: 'get',
      path,
      tags,
      summary: 'List data classes',
      request: { query: pageQuery },
      responses: okPage(dataClass),
    }),
    async (c) => c.json(await dataClasses.list(c.req.valid('query')), 200),
  );
  api.openapi(
    createRoute({
      method: 'post',
      path,
      tags,
      summary: 'Create a data class: which providers and regions may see the data of workloads that name it',
      request: { body: body(createDataClass) },
      responses: created(dataClass),
    }),
    async (c) => c.json(await dataClasses.create(c.req.valid('json'), changeBy(c)), 201),
  );
  api.openapi(
    createRoute({
      method: 'get',
      path: onePath,
      tags,
      summary: 'Show a data class',
      request: { params: byId },
      responses: ok(dataClass),
    }),
    async (c) => c.json(await dataClasses.show(c.req.valid('param').id), 200),
  );
  api.openapi(
    createRoute({
      method: 'patch',
      path: onePath,
      tags,
      summary: 'Change a data class; a list that is given replaces the old one',
      request: { params: byId, body: body(changeDataClass) },
      responses: ok(dataClass),
    }),
    async (c) =>
      c.json(await dataClasses.change(c.req.valid('param').id, c.req.valid('json'), changeBy(c)), 200),
  );
  api.openapi(
    createRoute({
      method: 'delete',
      path: onePath,
      tags,
      summary: 'Remove a data class that no workload names',
      request: { params: byId },
      responses: noContent,
    }),
    async (c) => {
      await dataClasses.remove(c.req.valid('param').id, changeBy(c));
      return c.body(null, 204);
    },
  );
}
