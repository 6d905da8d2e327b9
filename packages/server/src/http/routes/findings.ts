import { createRoute } from '@hono/zod-openapi';
import { FINDING_KINDS, finding } from '@weir/core/contract';
import { z } from 'zod';
import { byId, ok, okPage, pageQuery } from '../answers/schemas.ts';
import type { AdminDeps } from '../deps.ts';
import { type Api, changeBy } from '../env.ts';

const tags = ['Findings'];
const listQuery = pageQuery.extend({
  state: z.enum(['open', 'closed']).optional(),
  kind: z.enum(FINDING_KINDS).optional(),
});

export function addFindingRoutes(api: Api, { registry: { findings } }: AdminDeps): void {
  api.openapi(
    createRoute({
      method: 'get',
      path: '/findings',
      tags,
      summary: 'List what is not as it should be',
      request: { query: listQuery },
      responses: okPage(finding),
    }),
    async (c) => c.json(await findings.list(c.req.valid('query')), 200),
  );
  api.openapi(
    createRoute({
      method: 'post',
      path: '/findings/{id}/close',
      tags,
      summary: 'Close a finding; the next occurrence opens a new one',
      request: { params: byId },
      responses: ok(finding),
    }),
    async (c) => c.json(await findings.close(c.req.valid('param').id, changeBy(c)), 200),
  );
}
