import { createRoute } from '@hono/zod-openapi';
import {
  belongings,
  changePerson,
  createPerson,
  leave,
  PERSON_ROLES,
  person,
  personLeft,
  slug,
} from '@weir/core/contract';
import { z } from 'zod';
import { body, byId, created, noContent, ok, okPage, optionalBody, pageQuery } from '../answers/schemas.ts';
import type { AdminDeps } from '../deps.ts';
import { type Api, changeBy } from '../env.ts';

const tags = ['People'];
const path = '/people';
const onePath = '/people/{id}';
const listQuery = pageQuery.extend({
  team: slug.optional(),
  state: person.shape.state.optional(),
  role: z.enum(PERSON_ROLES).optional(),
});

export function addPersonRoutes(api: Api, { registry: { people } }: AdminDeps): void {
  api.openapi(
    createRoute({
      method: 'get',
      path,
      tags,
      summary: 'List people: who owns, reviews and uses',
      request: { query: listQuery },
      responses: okPage(person),
    }),
    async (c) => c.json(await people.list(c.req.valid('query')), 200),
  );
  api.openapi(
    createRoute({
      method: 'post',
      path,
      tags,
      summary: 'Create a person',
      request: { body: body(createPerson) },
      responses: created(person),
    }),
    async (c) => c.json(await people.create(c.req.valid('json'), changeBy(c)), 201),
  );
  api.openapi(
    createRoute({
      method: 'get',
      path: onePath,
      tags,
      summary: 'Show a person',
      request: { params: byId },
      responses: ok(person),
    }),
    async (c) => c.json(await people.show(c.req.valid('param').id), 200),
  );
  api.openapi(
    createRoute({
      method: 'patch',
      path: onePath,
      tags,
      summary: 'Change a person; state `left` opens a finding for each workload that is still theirs',
      request: { params: byId, body: body(changePerson) },
      responses: ok(person),
    }),
    async (c) => c.json(await people.change(c.req.valid('param').id, c.req.valid('json'), changeBy(c)), 200),
  );
  api.openapi(
    createRoute({
      method: 'delete',
      path: onePath,
      tags,
      summary: 'Remove a person to whom nothing belongs and who reviewed nothing',
      request: { params: byId },
      responses: noContent,
    }),
    async (c) => {
      await people.remove(c.req.valid('param').id, changeBy(c));
      return c.body(null, 204);
    },
  );
  api.openapi(
    createRoute({
      method: 'get',
      path: `${onePath}/belongings`,
      tags,
      summary: 'Show which workloads and budgets are theirs',
      request: { params: byId },
      responses: ok(belongings),
    }),
    async (c) => c.json(await people.belongings(c.req.valid('param').id), 200),
  );
  api.openapi(
    createRoute({
      method: 'post',
      path: `${onePath}/leave`,
      tags,
      summary: 'Say that a person left, and give what is theirs to another',
      request: { params: byId, body: optionalBody(leave) },
      responses: ok(personLeft),
    }),
    async (c) =>
      c.json(await people.leave(c.req.valid('param').id, leave.parse(c.req.valid('json')), changeBy(c)), 200),
  );
}
