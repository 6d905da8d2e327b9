import { createRoute } from '@hono/zod-openapi';
import {
  addCostQuantities,
  addedCostQuantities,
  changeCostItem,
  costItem,
  costQuantity,
  createCostItem,
} from '@weir/core/contract';
import { WeirError } from '@weir/core/errors';
import { readQuantities } from '../../books/full-cost/index.ts';
import { body, byId, created, ok, okPage, pageQuery } from '../answers/schemas.ts';
import type { AdminDeps } from '../deps.ts';
import { type Api, changeBy } from '../env.ts';

const tags = ['Full cost'];
const path = '/cost-items';
const onePath = '/cost-items/{id}';

export function addCostItemRoutes(
  api: Api,
  { registry: { costItems, costQuantities } }: Pick<AdminDeps, 'registry'>,
): void {
  api.openapi(
    createRoute({
      method: 'get',
      path,
      tags,
      summary: 'List costs of AI that no call tells: people, review, platforms, licences',
      request: { query: pageQuery },
      responses: okPage(costItem),
    }),
    async (c) => c.json(await costItems.list(c.req.valid('query')), 200),
  );
  api.openapi(
    createRoute({
      method: 'post',
      path,
      tags,
      summary: 'Add such a cost: what it comes to, since when, and who bears it',
      request: { body: body(createCostItem) },
      responses: created(costItem),
    }),
    async (c) => c.json(await costItems.create(c.req.valid('json'), changeBy(c)), 201),
  );
  api.openapi(
    createRoute({
      method: 'get',
      path: onePath,
      tags,
      summary: 'Show such a cost',
      request: { params: byId },
      responses: ok(costItem),
    }),
    async (c) => c.json(await costItems.show(c.req.valid('param').id), 200),
  );
  api.openapi(
    createRoute({
      method: 'patch',
      path: onePath,
      tags,
      summary: 'Change or end such a cost; what is booked is set right when the month is shared out next',
      request: { params: byId, body: body(changeCostItem) },
      responses: ok(costItem),
    }),
    async (c) =>
      c.json(await costItems.change(c.req.valid('param').id, c.req.valid('json'), changeBy(c)), 200),
  );
  api.openapi(
    createRoute({
      method: 'get',
      path: `${onePath}/quantities`,
      tags,
      summary: 'List quantities of a metered cost',
      request: { params: byId, query: pageQuery },
      responses: okPage(costQuantity),
    }),
    async (c) => c.json(await costQuantities.list(c.req.valid('param').id, c.req.valid('query')), 200),
  );
  api.openapi(
    createRoute({
      method: 'post',
      path: `${onePath}/quantities`,
      tags,
      summary: 'Send quantities of a metered cost, as rows or as a CSV file; each id is taken once',
      request: { params: byId, body: body(addCostQuantities) },
      responses: ok(addedCostQuantities),
    }),
    async (c) => {
      const { quantities, csv } = c.req.valid('json');
      if ((quantities === undefined) === (csv === undefined)) {
        throw new WeirError('invalid_argument', 'Either quantities or csv is sent', {
          field: 'quantities',
          remedy: 'Send one of them.',
        });
      }
      const rows = quantities ?? (await readQuantities(csv ?? ''));
      return c.json(await costQuantities.add(c.req.valid('param').id, rows, changeBy(c)), 200);
    },
  );
}
