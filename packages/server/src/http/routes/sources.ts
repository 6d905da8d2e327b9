import { createRoute } from '@hono/zod-openapi';
import { changeSource, createSource, source, sourceKind } from '@weir/core/contract';
import { z } from 'zod';
import { body, byId, created, noContent, ok, okPage, pageQuery } from '../answers/schemas.ts';
import type { AdminDeps } from '../deps.ts';
import { type Api, changeBy } from '../env.ts';
import { present } from '../present.ts';

const tags = ['Sources'];
const path = '/sources';
const onePath = '/sources/{id}';

/** Secrets go in and never come out. */
export function addSourceRoutes(api: Api, deps: Pick<AdminDeps, 'sources'>): void {
  const desk = () => present(deps.sources, 'Sources');
  api.openapi(
    createRoute({
      method: 'get',
      path: '/source-kinds',
      tags,
      summary: 'List what can be made a source, with its settings and secrets',
      responses: ok(z.object({ data: z.array(sourceKind) })),
    }),
    (c) => c.json({ data: desk().kinds() }, 200),
  );
  api.openapi(
    createRoute({
      method: 'get',
      path,
      tags,
      summary: 'List sources: their state, how far their figures reach, their last error',
      request: { query: pageQuery },
      responses: okPage(source),
    }),
    async (c) => c.json(await desk().list(c.req.valid('query')), 200),
  );
  api.openapi(
    createRoute({
      method: 'post',
      path,
      tags,
      summary: 'Make a source of what the gateway does not see',
      request: { body: body(createSource) },
      responses: created(source),
    }),
    async (c) => c.json(await desk().create(c.req.valid('json'), changeBy(c)), 201),
  );
  api.openapi(
    createRoute({
      method: 'get',
      path: onePath,
      tags,
      summary: 'Show a source',
      request: { params: byId },
      responses: ok(source),
    }),
    async (c) => c.json(await desk().show(c.req.valid('param').id), 200),
  );
  api.openapi(
    createRoute({
      method: 'patch',
      path: onePath,
      tags,
      summary: 'Change a source; secrets that are left out stay',
      request: { params: byId, body: body(changeSource) },
      responses: ok(source),
    }),
    async (c) => c.json(await desk().change(c.req.valid('param').id, c.req.valid('json'), changeBy(c)), 200),
  );
  api.openapi(
    createRoute({
      method: 'delete',
      path: onePath,
      tags,
      summary: 'Remove a source with its runs and its quarantine; what it has told stays in the books',
      request: { params: byId },
      responses: noContent,
    }),
    async (c) => {
      await desk().remove(c.req.valid('param').id, changeBy(c));
      return c.body(null, 204);
    },
  );
}
