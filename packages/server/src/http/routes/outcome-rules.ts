import { createRoute } from '@hono/zod-openapi';
import { changeOutcomeRule, createOutcomeRule, outcomeRule } from '@weir/core/contract';
import { z } from 'zod';
import { body, byId, created, noContent, ok, okPage, pageQuery } from '../answers/schemas.ts';
import type { AdminDeps } from '../deps.ts';
import { type Api, changeBy } from '../env.ts';

const tags = ['Outcomes'];
const path = '/outcome-rules';
const onePath = '/outcome-rules/{id}';

export function addOutcomeRuleRoutes(
  api: Api,
  { registry: { outcomeRules } }: Pick<AdminDeps, 'registry'>,
): void {
  api.openapi(
    createRoute({
      method: 'get',
      path,
      tags,
      summary: 'List rules that make outcomes of tasks',
      request: { query: pageQuery.extend({ workload: z.string().max(63).optional() }) },
      responses: okPage(outcomeRule),
    }),
    async (c) => c.json(await outcomeRules.list(c.req.valid('query')), 200),
  );
  api.openapi(
    createRoute({
      method: 'post',
      path,
      tags,
      summary: 'Make outcomes of tasks that end as described; looked at every minute',
      request: { body: body(createOutcomeRule) },
      responses: created(outcomeRule),
    }),
    async (c) => c.json(await outcomeRules.create(c.req.valid('json'), changeBy(c)), 201),
  );
  api.openapi(
    createRoute({
      method: 'get',
      path: onePath,
      tags,
      summary: 'Show a rule',
      request: { params: byId },
      responses: ok(outcomeRule),
    }),
    async (c) => c.json(await outcomeRules.show(c.req.valid('param').id), 200),
  );
  api.openapi(
    createRoute({
      method: 'patch',
      path: onePath,
      tags,
      summary: 'Change a rule, for tasks that end from now on',
      request: { params: byId, body: body(changeOutcomeRule) },
      responses: ok(outcomeRule),
    }),
    async (c) =>
      c.json(await outcomeRules.change(c.req.valid('param').id, c.req.valid('json'), changeBy(c)), 200),
  );
  api.openapi(
    createRoute({
      method: 'delete',
      path: onePath,
      tags,
      summary: 'Remove a rule; outcomes that it made stay',
      request: { params: byId },
      responses: noContent,
    }),
    async (c) => {
      await outcomeRules.remove(c.req.valid('param').id, changeBy(c));
      return c.body(null, 204);
    },
  );
}
