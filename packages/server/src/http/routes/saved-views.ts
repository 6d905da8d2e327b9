import { createRoute } from '@hono/zod-openapi';
import { changeSavedView, createSavedView, savedView, VIEW_PAGES } from '@weir/core/contract';
import { z } from 'zod';
import { body, byId, created, noContent, ok, okPage, pageQuery } from '../answers/schemas.ts';
import type { AdminDeps } from '../deps.ts';
import { type Api, changeBy } from '../env.ts';

const tags = ['Saved views'];
const path = '/views';
const onePath = '/views/{id}';

export function addSavedViewRoutes(api: Api, { registry: { savedViews } }: AdminDeps): void {
  api.openapi(
    createRoute({
      method: 'get',
      path,
      tags,
      summary: 'List saved views: your own and those that others share',
      request: { query: pageQuery.extend({ page: z.enum(VIEW_PAGES).optional() }) },
      responses: okPage(savedView),
    }),
    async (c) => c.json(await savedViews.list(c.req.valid('query'), c.get('actor')), 200),
  );
  api.openapi(
    createRoute({
      method: 'post',
      path,
      tags,
      summary: 'Save a view: a page of the console and the search part of its address',
      request: { body: body(createSavedView) },
      responses: created(savedView),
    }),
    async (c) => c.json(await savedViews.create(c.req.valid('json'), changeBy(c)), 201),
  );
  api.openapi(
    createRoute({
      method: 'get',
      path: onePath,
      tags,
      summary: 'Show a saved view',
      request: { params: byId },
      responses: ok(savedView),
    }),
    async (c) => c.json(await savedViews.show(c.req.valid('param').id, c.get('actor')), 200),
  );
  api.openapi(
    createRoute({
      method: 'patch',
      path: onePath,
      tags,
      summary: 'Change a saved view of your own',
      request: { params: byId, body: body(changeSavedView) },
      responses: ok(savedView),
    }),
    async (c) =>
      c.json(await savedViews.change(c.req.valid('param').id, c.req.valid('json'), changeBy(c)), 200),
  );
  api.openapi(
    createRoute({
      method: 'delete',
      path: onePath,
      tags,
      summary: 'Remove a saved view of your own',
      request: { params: byId },
      responses: noContent,
    }),
    async (c) => {
      await savedViews.remove(c.req.valid('param').id, changeBy(c));
      return c.body(null, 204);
    },
  );
}
