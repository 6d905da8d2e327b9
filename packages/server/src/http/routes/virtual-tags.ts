import { createRoute } from '@hono/zod-openapi';
import { changeVirtualTag, createVirtualTag, virtualTag } from '@weir/core/contract';
import { body, byId, created, noContent, ok, okPage, pageQuery } from '../answers/schemas.ts';
import type { AdminDeps } from '../deps.ts';
import { type Api, changeBy } from '../env.ts';

const tags = ['Attribution'];
const path = '/virtual-tags';
const onePath = '/virtual-tags/{id}';

export function addVirtualTagRoutes(api: Api, { registry: { virtualTags } }: AdminDeps): void {
  api.openapi(
    createRoute({
      method: 'get',
      path,
      tags,
      summary: 'List virtual tags: dimensions worked out of others, grouped by as virtual.<id>',
      request: { query: pageQuery },
      responses: okPage(virtualTag),
    }),
    async (c) => c.json(await virtualTags.list(c.req.valid('query')), 200),
  );
  api.openapi(
    createRoute({
      method: 'post',
      path,
      tags,
      summary: 'Create a virtual tag; holds for all of the past at once, and books nothing',
      request: { body: body(createVirtualTag) },
      responses: created(virtualTag),
    }),
    async (c) => c.json(await virtualTags.create(c.req.valid('json'), changeBy(c)), 201),
  );
  api.openapi(
    createRoute({
      method: 'get',
      path: onePath,
      tags,
      summary: 'Show a virtual tag',
      request: { params: byId },
      responses: ok(virtualTag),
    }),
    async (c) => c.json(await virtualTags.show(c.req.valid('param').id), 200),
  );
  api.openapi(
    createRoute({
      method: 'patch',
      path: onePath,
      tags,
      summary: 'Change a virtual tag',
      request: { params: byId, body: body(changeVirtualTag) },
      responses: ok(virtualTag),
    }),
    async (c) =>
      c.json(await virtualTags.change(c.req.valid('param').id, c.req.valid('json'), changeBy(c)), 200),
  );
  api.openapi(
    createRoute({
      method: 'delete',
      path: onePath,
      tags,
      summary: 'Remove a virtual tag',
      request: { params: byId },
      responses: noContent,
    }),
    async (c) => {
      await virtualTags.remove(c.req.valid('param').id, changeBy(c));
      return c.body(null, 204);
    },
  );
}
