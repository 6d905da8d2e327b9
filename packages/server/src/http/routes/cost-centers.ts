import { createRoute } from '@hono/zod-openapi';
import { changeCostCenter, costCenter, createCostCenter } from '@weir/core/contract';
import { body, byId, created, noContent, ok, okPage, pageQuery } from '../answers/schemas.ts';
import type { AdminDeps } from '../deps.ts';
import { type Api, changeBy } from '../env.ts';

const tags = ['Cost centers'];
const path = '/cost-centers';
const onePath = '/cost-centers/{id}';

export function addCostCenterRoutes(api: Api, { registry: { costCenters } }: AdminDeps): void {
  api.openapi(
    createRoute({
      method: 'get',
      path,
      tags,
      summary: 'List cost centers',
      request: { query: pageQuery },
      responses: okPage(costCenter),
    }),
    async (c) => c.json(await costCenters.list(c.req.valid('query')), 200),
  );
  api.openapi(
    createRoute({
      method: 'post',
      path,
      tags,
      summary: 'Create a cost center',
      request: { body: body(createCostCenter) },
      responses: created(costCenter),
    }),
    async (c) => c.json(await costCenters.create(c.req.valid('json'), changeBy(c)), 201),
  );
  api.openapi(
    createRoute({
      method: 'get',
      path: onePath,
      tags,
      summary: 'Show a cost center',
      request: { params: byId },
      responses: ok(costCenter),
    }),
    async (c) => c.json(await costCenters.show(c.req.valid('param').id), 200),
  );
  api.openapi(
    createRoute({
      method: 'patch',
      path: onePath,
      tags,
      summary: 'Change a cost center',
      request: { params: byId, body: body(changeCostCenter) },
      responses: ok(costCenter),
    }),
    async (c) =>
      c.json(await costCenters.change(c.req.valid('param').id, c.req.valid('json'), changeBy(c)), 200),
  );
  api.openapi(
    createRoute({
      method: 'delete',
      path: onePath,
      tags,
      summary: 'Remove a cost center that nothing refers to',
      request: { params: byId },
      responses: noContent,
    }),
    async (c) => {
      await costCenters.remove(c.req.valid('param').id, changeBy(c));
      return c.body(null, 204);
    },
  );
}
