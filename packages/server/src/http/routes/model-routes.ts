import { createRoute } from '@hono/zod-openapi';
import { changeRoute, createRoute as newRoute, route } from '@weir/core/contract';
import { body, byId, created, noContent, ok, okPage, pageQuery } from '../answers/schemas.ts';
import type { AdminDeps } from '../deps.ts';
import { type Api, changeBy } from '../env.ts';

const tags = ['Routing'];
const path = '/routes';
const onePath = '/routes/{id}';

export function addModelRouteRoutes(api: Api, { registry: { routes } }: AdminDeps): void {
  api.openapi(
    createRoute({
      method: 'get',
      path,
      tags,
      summary: 'List routes',
      request: { query: pageQuery },
      responses: okPage(route),
    }),
    async (c) => c.json(await routes.list(c.req.valid('query')), 200),
  );
  api.openapi(
    createRoute({
      method: 'post',
      path,
      tags,
      summary: 'Create a route: a name clients may ask for that stands for models or tiers',
      request: { body: body(newRoute) },
      responses: created(route),
    }),
    async (c) => c.json(await routes.create(c.req.valid('json'), changeBy(c)), 201),
  );
  api.openapi(
    createRoute({
      method: 'get',
      path: onePath,
      tags,
      summary: 'Show a route',
      request: { params: byId },
      responses: ok(route),
    }),
    async (c) => c.json(await routes.show(c.req.valid('param').id), 200),
  );
  api.openapi(
    createRoute({
      method: 'patch',
      path: onePath,
      tags,
      summary: 'Change a route; a list that is given replaces the old one',
      request: { params: byId, body: body(changeRoute) },
      responses: ok(route),
    }),
    async (c) => c.json(await routes.change(c.req.valid('param').id, c.req.valid('json'), changeBy(c)), 200),
  );
  api.openapi(
    createRoute({
      method: 'delete',
      path: onePath,
      tags,
      summary: 'Remove a route that no workload names',
      request: { params: byId },
      responses: noContent,
    }),
    async (c) => {
      await routes.remove(c.req.valid('param').id, changeBy(c));
      return c.body(null, 204);
    },
  );
}
