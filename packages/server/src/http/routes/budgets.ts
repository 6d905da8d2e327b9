import { createRoute } from '@hono/zod-openapi';
import {
  type Budget,
  type BudgetView,
  budget,
  budgetSimulation,
  budgetView,
  burnDown,
  changeBudget,
  createBudget,
  simulateBudget,
} from '@weir/core/contract';
import { body, byId, created, noContent, ok, okPage, pageQuery } from '../answers/schemas.ts';
import { computeBurnDown } from '../budgets/burn-down.ts';
import { computeSimulation } from '../budgets/simulate.ts';
import type { AdminDeps } from '../deps.ts';
import { type Api, changeBy } from '../env.ts';

const tags = ['Budgets'];
const path = '/budgets';
const onePath = '/budgets/{id}';

export function addBudgetRoutes(api: Api, deps: AdminDeps): void {
  const { budgets } = deps.registry;
  const withStatus = async (some: readonly Budget[]): Promise<BudgetView[]> => {
    const known = await deps.budgetStatus?.(some.map(({ id }) => id));
    return some.map((one) => {
      const status = known?.get(one.id);
      return status === undefined ? one : { ...one, status };
    });
  };
  const view = async (one: Budget): Promise<BudgetView> => (await withStatus([one]))[0] ?? one;

  api.openapi(
    createRoute({
      method: 'get',
      path,
      tags,
      summary: 'List budgets with what is left of them, those of workloads included',
      request: { query: pageQuery },
      responses: okPage(budgetView),
    }),
    async (c) => {
      const page = await budgets.list(c.req.valid('query'));
      return c.json({ ...page, data: await withStatus(page.data) }, 200);
    },
  );
  api.openapi(
    createRoute({
      method: 'post',
      path,
      tags,
      summary: 'Create a budget of any scope, period and mode; a call must pass all that match it',
      request: { body: body(createBudget) },
      responses: created(budget),
    }),
    async (c) => c.json(await budgets.create(c.req.valid('json'), changeBy(c)), 201),
  );
  addSimulationRoute(api, deps);
  api.openapi(
    createRoute({
      method: 'get',
      path: onePath,
      tags,
      summary: 'Show a budget with what is left of it',
      request: { params: byId },
      responses: ok(budgetView),
    }),
    async (c) => c.json(await view(await budgets.show(c.req.valid('param').id)), 200),
  );
  api.openapi(
    createRoute({
      method: 'patch',
      path: onePath,
      tags,
      summary: 'Change a budget, but not its scope; the budget of a workload is changed there',
      request: { params: byId, body: body(changeBudget) },
      responses: ok(budget),
    }),
    async (c) => c.json(await budgets.change(c.req.valid('param').id, c.req.valid('json'), changeBy(c)), 200),
  );
  api.openapi(
    createRoute({
      method: 'delete',
      path: onePath,
      tags,
      summary: 'Remove a budget, its lifts and what was asked about it',
      request: { params: byId },
      responses: noContent,
    }),
    async (c) => {
      await budgets.remove(c.req.valid('param').id, changeBy(c));
      return c.body(null, 204);
    },
  );
  api.openapi(
    createRoute({
      method: 'get',
      path: '/budgets/{id}/burn-down',
      tags,
      summary: 'Spend of the running period over time, how it goes on, and who spends it',
      request: { params: byId },
      responses: ok(burnDown),
    }),
    async (c) => {
      const shown = await view(await budgets.show(c.req.valid('param').id));
      const { time_zone: zone } = deps.registry.organization.show();
      const { ledger, modelsOfTier } = deps;
      return c.json(await computeBurnDown(shown, { ledger, modelsOfTier, zone, now: deps.clock.now() }), 200);
    },
  );
}

function addSimulationRoute(api: Api, deps: AdminDeps): void {
  api.openapi(
    createRoute({
      method: 'post',
      path: '/budgets/simulate',
      tags,
      summary: 'Tell what a budget would have blocked of recorded calls; nothing is created',
      request: { body: body(simulateBudget) },
      responses: ok(budgetSimulation),
    }),
    async (c) => {
      const { since, until, ...terms } = c.req.valid('json');
      const drafted = await deps.registry.budgets.draft(terms);
      const { time_zone: zone, currency } = deps.registry.organization.show();
      const { ledger, modelsOfTier } = deps;
      const sources = { ledger, modelsOfTier, zone, currency, now: deps.clock.now() };
      return c.json(await computeSimulation(drafted, { since, until }, sources), 200);
    },
  );
}
