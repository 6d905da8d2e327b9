import { createRoute } from '@hono/zod-openapi';
import { createKill, kill } from '@weir/core/contract';
import { z } from 'zod';
import { body, byId, created, ok, okPage, pageQuery } from '../answers/schemas.ts';
import type { AdminDeps } from '../deps.ts';
import { type Api, changeBy } from '../env.ts';

const tags = ['Kill switches'];
const listQuery = pageQuery.extend({ state: z.enum(['active', 'ended']).optional() });

export function addKillRoutes(api: Api, { registry: { kills } }: AdminDeps): void {
  api.openapi(
    createRoute({
      method: 'get',
      path: '/kills',
      tags,
      summary: 'List kill switches that are or were thrown',
      request: { query: listQuery },
      responses: okPage(kill),
    }),
    async (c) => c.json(await kills.list(c.req.valid('query')), 200),
  );
  api.openapi(
    createRoute({
      method: 'post',
      path: '/kills',
      tags,
      summary: 'Stop a task, key, workload, provider or everything, on all gateways within a second',
      request: { body: body(createKill) },
      responses: created(kill),
    }),
    async (c) => c.json(await kills.create(c.req.valid('json'), changeBy(c)), 201),
  );
  api.openapi(
    createRoute({
      method: 'post',
      path: '/kills/{id}/end',
      tags,
      summary: 'Take a kill switch back; calls pass again',
      request: { params: byId },
      responses: ok(kill),
    }),
    async (c) => c.json(await kills.end(c.req.valid('param').id, changeBy(c)), 200),
  );
}
