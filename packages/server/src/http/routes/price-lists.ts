import { createRoute } from '@hono/zod-openapi';
import { decidePriceList, priceList, priceListDetail, proposePriceList } from '@weir/core/contract';
import { body, byId, ok, okPage, optionalBody, pageQuery } from '../answers/schemas.ts';
import type { AdminDeps } from '../deps.ts';
import { type Api, changeBy } from '../env.ts';

const tags = ['Prices'];
const path = '/prices/lists';

/** Before `/prices/{provider}/{model}`, which would match them too. */
export function addPriceListRoutes(
  api: Api,
  { registry: { priceLists } }: Pick<AdminDeps, 'registry'>,
): void {
  api.openapi(
    createRoute({
      method: 'get',
      path,
      tags,
      summary: 'List price lists: what is proposed, what is in force, who approved it',
      request: { query: pageQuery },
      responses: okPage(priceList),
    }),
    async (c) => c.json(await priceLists.list(c.req.valid('query')), 200),
  );
  api.openapi(
    createRoute({
      method: 'post',
      path,
      tags,
      summary: 'Propose a price list, or with `dry_run` only tell what it changes',
      request: { body: body(proposePriceList) },
      responses: ok(priceListDetail, 'The list and what it changes'),
    }),
    async (c) => {
      const { content, source, dry_run: dryRun } = c.req.valid('json');
      const list = { content, source };
      const made = await (dryRun
        ? priceLists.preview(list, changeBy(c))
        : priceLists.propose(list, changeBy(c)));
      return c.json(made, 200);
    },
  );
  api.openapi(
    createRoute({
      method: 'get',
      path: '/prices/lists/{id}',
      tags,
      summary: 'Show a price list and what it changes',
      request: { params: byId },
      responses: ok(priceListDetail),
    }),
    async (c) => c.json(await priceLists.show(c.req.valid('param').id), 200),
  );
  api.openapi(
    createRoute({
      method: 'post',
      path: '/prices/lists/{id}/approve',
      tags,
      summary: 'Let a price list be in force from an instant on; past charges keep their price',
      request: { params: byId, body: optionalBody(decidePriceList) },
      responses: ok(priceList),
    }),
    async (c) => {
      const { from, note } = c.req.valid('json') ?? {};
      const input = { ...(from === undefined ? {} : { from }), ...(note === undefined ? {} : { note }) };
      return c.json(await priceLists.approve(c.req.valid('param').id, input, changeBy(c)), 200);
    },
  );
  api.openapi(
    createRoute({
      method: 'post',
      path: '/prices/lists/{id}/reject',
      tags,
      summary: 'Turn a price list down',
      request: { params: byId, body: optionalBody(decidePriceList.omit({ from: true })) },
      responses: ok(priceList),
    }),
    async (c) => {
      const { note } = c.req.valid('json') ?? {};
      const input = note === undefined ? {} : { note };
      return c.json(await priceLists.reject(c.req.valid('param').id, input, changeBy(c)), 200);
    },
  );
}
