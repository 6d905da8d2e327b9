import { createRoute } from '@hono/zod-openapi';
import { allocationRule, changeAllocationRule, createAllocationRule } from '@weir/core/contract';
import { body, byId, created, noContent, ok, okPage, pageQuery } from '../answers/schemas.ts';
import type { AdminDeps } from '../deps.ts';
import { type Api, changeBy } from '../env.ts';

const tags = ['Full cost'];
const path = '/allocation-rules';
const onePath = '/allocation-rules/{id}';

export function addAllocationRuleRoutes(
  api: Api,
  { registry: { allocationRules } }: Pick<AdminDeps, 'registry'>,
): void {
  api.openapi(
    createRoute({
      method: 'get',
      path,
      tags,
      summary: 'List rules that say who bears shared costs',
      request: { query: pageQuery },
      responses: okPage(allocationRule),
    }),
    async (c) => c.json(await allocationRules.list(c.req.valid('query')), 200),
  );
  api.openapi(
    createRoute({
      method: 'post',
      path,
      tags,
      summary: 'Add a rule: pools and splits, step by step, down to workloads',
      request: { body: body(createAllocationRule) },
      responses: created(allocationRule),
    }),
    async (c) => c.json(await allocationRules.create(c.req.valid('json'), changeBy(c)), 201),
  );
  api.openapi(
    createRoute({
      method: 'get',
      path: onePath,
      tags,
      summary: 'Show a rule',
      request: { params: byId },
      responses: ok(allocationRule),
    }),
    async (c) => c.json(await allocationRules.show(c.req.valid('param').id), 200),
  );
  api.openapi(
    createRoute({
      method: 'patch',
      path: onePath,
      tags,
      summary: 'Change a rule; it holds for every month that is shared out from then on',
      request: { params: byId, body: body(changeAllocationRule) },
      responses: ok(allocationRule),
    }),
    async (c) =>
      c.json(await allocationRules.change(c.req.valid('param').id, c.req.valid('json'), changeBy(c)), 200),
  );
  api.openapi(
    createRoute({
      method: 'delete',
      path: onePath,
      tags,
      summary: 'Remove a rule that no cost follows',
      request: { params: byId },
      responses: noContent,
    }),
    async (c) => {
      await allocationRules.remove(c.req.valid('param').id, changeBy(c));
      return c.body(null, 204);
    },
  );
}
