import { createRoute } from '@hono/zod-openapi';
import { changeNote, createNote, note } from '@weir/core/contract';
import { rangeQuery } from '../answers/cost-query.ts';
import { body, byId, created, noContent, ok, okPage, pageQuery } from '../answers/schemas.ts';
import { instantOf } from '../answers/time.ts';
import type { AdminDeps } from '../deps.ts';
import { type Api, changeBy } from '../env.ts';

const tags = ['Unit economics'];
const path = '/notes';
const onePath = '/notes/{id}';

export function addNoteRoutes(api: Api, { registry: { notes, organization } }: AdminDeps): void {
  api.openapi(
    createRoute({
      method: 'get',
      path,
      tags,
      summary: 'List notes on charts: of a workload and of all, newest first',
      request: {
        query: pageQuery.extend({ ...rangeQuery.shape, workload: byId.shape.id.optional() }),
      },
      responses: okPage(note),
    }),
    async (c) => {
      const { since, until, workload, limit, cursor } = c.req.valid('query');
      const zone = organization.show().time_zone;
      const filter = {
        ...(limit === undefined ? {} : { limit }),
        ...(cursor === undefined ? {} : { cursor }),
        ...(workload === undefined ? {} : { workload }),
        ...(since === undefined ? {} : { since: instantOf(since, zone) }),
        ...(until === undefined ? {} : { until: instantOf(until, zone) }),
      };
      return c.json(await notes.list(filter), 200);
    },
  );
  api.openapi(
    createRoute({
      method: 'post',
      path,
      tags,
      summary: 'Note something on a day, for one workload or for all',
      request: { body: body(createNote) },
      responses: created(note),
    }),
    async (c) => c.json(await notes.create(c.req.valid('json'), changeBy(c)), 201),
  );
  api.openapi(
    createRoute({
      method: 'patch',
      path: onePath,
      tags,
      summary: 'Change a note of your own',
      request: { params: byId, body: body(changeNote) },
      responses: ok(note),
    }),
    async (c) => c.json(await notes.change(c.req.valid('param').id, c.req.valid('json'), changeBy(c)), 200),
  );
  api.openapi(
    createRoute({
      method: 'delete',
      path: onePath,
      tags,
      summary: 'Remove a note of your own',
      request: { params: byId },
      responses: noContent,
    }),
    async (c) => {
      await notes.remove(c.req.valid('param').id, changeBy(c));
      return c.body(null, 204);
    },
  );
}
