import { createRoute } from '@hono/zod-openapi';
import { budgetLift, createBudgetLift } from '@weir/core/contract';
import { body, byId, created, ok, okPage, pageQuery } from '../answers/schemas.ts';
import type { AdminDeps } from '../deps.ts';
import { type Api, changeBy } from '../env.ts';

const tags = ['Budgets'];
const path = '/budgets/{id}/lifts';
const byLift = byId.extend({ lift: byId.shape.id });

export function addBudgetLiftRoutes(api: Api, { registry: { budgetLifts } }: AdminDeps): void {
  api.openapi(
    createRoute({
      method: 'get',
      path,
      tags,
      summary: 'List what was added to a budget for a time, what is over included',
      request: { params: byId, query: pageQuery },
      responses: okPage(budgetLift),
    }),
    async (c) => c.json(await budgetLifts.list(c.req.valid('param').id, c.req.valid('query')), 200),
  );
  api.openapi(
    createRoute({
      method: 'post',
      path,
      tags,
      summary: 'Add an amount to a budget until an instant',
      request: { params: byId, body: body(createBudgetLift) },
      responses: created(budgetLift),
    }),
    async (c) =>
      c.json(await budgetLifts.create(c.req.valid('param').id, c.req.valid('json'), changeBy(c)), 201),
  );
  api.openapi(
    createRoute({
      method: 'delete',
      path: '/budgets/{id}/lifts/{lift}',
      tags,
      summary: 'End a lift before its time; it stays in the list',
      request: { params: byLift },
      responses: ok(budgetLift),
    }),
    async (c) => {
      const { id, lift } = c.req.valid('param');
      return c.json(await budgetLifts.end(id, lift, changeBy(c)), 200);
    },
  );
}
