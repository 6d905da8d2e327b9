import { createRoute } from '@hono/zod-openapi';
import { changeTeam, createTeam, team } from '@weir/core/contract';
import { body, byId, created, noContent, ok, okPage, pageQuery } from '../answers/schemas.ts';
import type { AdminDeps } from '../deps.ts';
import { type Api, changeBy } from '../env.ts';

const tags = ['Teams'];
const path = '/teams';
const onePath = '/teams/{id}';

export function addTeamRoutes(api: Api, { registry: { teams } }: AdminDeps): void {
  api.openapi(
    createRoute({
      method: 'get',
      path,
      tags,
      summary: 'List teams',
      request: { query: pageQuery },
      responses: okPage(team),
    }),
    async (c) => c.json(await teams.list(c.req.valid('query')), 200),
  );
  api.openapi(
    createRoute({
      method: 'post',
      path,
      tags,
      summary: 'Create a team',
      request: { body: body(createTeam) },
      responses: created(team),
    }),
    async (c) => c.json(await teams.create(c.req.valid('json'), changeBy(c)), 201),
  );
  api.openapi(
    createRoute({
      method: 'get',
      path: onePath,
      tags,
      summary: 'Show a team',
      request: { params: byId },
      responses: ok(team),
    }),
    async (c) => c.json(await teams.show(c.req.valid('param').id), 200),
  );
  api.openapi(
    createRoute({
      method: 'patch',
      path: onePath,
      tags,
      summary: 'Change a team',
      request: { params: byId, body: body(changeTeam) },
      responses: ok(team),
    }),
    async (c) => c.json(await teams.change(c.req.valid('param').id, c.req.valid('json'), changeBy(c)), 200),
  );
  api.openapi(
    createRoute({
      method: 'delete',
      path: onePath,
      tags,
      summary: 'Remove a team that nothing refers to',
      request: { params: byId },
      responses: noContent,
    }),
    async (c) => {
      await teams.remove(c.req.valid('param').id, changeBy(c));
      return c.body(null, 204);
    },
  );
}
