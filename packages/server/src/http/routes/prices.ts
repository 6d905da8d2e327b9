import { createRoute } from '@hono/zod-openapi';
import {
  createPriceOverride,
  endPriceOverride,
  priceOverride,
  priceView,
  quoteAnswer,
  quoteRequest,
} from '@weir/core/contract';
import { WeirError } from '@weir/core/errors';
import { z } from 'zod';
import { body, byId, created, ok, okPage, optionalBody, pageQuery, pointInTime } from '../answers/schemas.ts';
import { instantOf } from '../answers/time.ts';
import type { AdminDeps } from '../deps.ts';
import { type Api, changeBy } from '../env.ts';

const tags = ['Prices'];
const params = z.object({ provider: z.string().min(1).max(100), model: z.string().min(1).max(200) });

export function addPriceRoutes(api: Api, deps: AdminDeps): void {
  const { registry, pricing, clock } = deps;
  // before /prices/{provider}/{model}, which would match it too
  api.openapi(
    createRoute({
      method: 'get',
      path: '/prices/overrides',
      tags,
      summary: "List the organization's own prices",
      request: {
        query: pageQuery.extend({
          provider: params.shape.provider.optional(),
          /** Those that concern this model, by its name, a prefix or as one of all. */
          model: params.shape.model.optional(),
        }),
      },
      responses: okPage(priceOverride),
    }),
    async (c) => {
      const { provider, model, ...page } = c.req.valid('query');
      const filter = {
        ...(provider === undefined ? {} : { provider }),
        ...(model === undefined ? {} : { model }),
      };
      return c.json(await registry.priceOverrides.list({ ...page, ...filter }), 200);
    },
  );
  api.openapi(
    createRoute({
      method: 'post',
      path: '/prices/overrides',
      tags,
      summary: 'Add a price, a multiplier or a discount from an instant on; past charges keep theirs',
      request: { body: body(createPriceOverride) },
      responses: created(priceOverride),
    }),
    async (c) => c.json(await registry.priceOverrides.create(c.req.valid('json'), changeBy(c)), 201),
  );
  api.openapi(
    createRoute({
      method: 'post',
      path: '/prices/overrides/{id}/end',
      tags,
      summary: 'End a price of your own from an instant on, by default now; past charges keep theirs',
      request: { params: byId, body: optionalBody(endPriceOverride) },
      responses: ok(priceOverride),
    }),
    async (c) => {
      const { at } = c.req.valid('json') ?? {};
      const input = at === undefined ? {} : { at };
      return c.json(await registry.priceOverrides.end(c.req.valid('param').id, input, changeBy(c)), 200);
    },
  );
  api.openapi(
    createRoute({
      method: 'post',
      path: '/prices/quote',
      tags,
      summary: 'Price usage or provider responses without booking anything',
      request: { body: body(quoteRequest) },
      responses: ok(quoteAnswer),
    }),
    (c) => c.json({ data: pricing.quote(c.req.valid('json').lines) }, 200),
  );
  api.openapi(
    createRoute({
      method: 'get',
      path: '/prices/{provider}/{model}',
      tags,
      summary: 'Show the price of a model in force at an instant',
      request: { params, query: z.object({ at: pointInTime.optional() }) },
      responses: ok(priceView),
    }),
    (c) => {
      const { provider, model } = c.req.valid('param');
      const { at } = c.req.valid('query');
      const zone = registry.organization.show().time_zone;
      const price = pricing.show(
        provider,
        model,
        at === undefined ? new Date(clock.now()) : instantOf(at, zone),
      );
      if (price === undefined) throw unknownProvider(provider);
      return c.json(price, 200);
    },
  );
}

function unknownProvider(provider: string): WeirError {
  return new WeirError('not_found', `No prices of a provider "${provider}" are known`, {
    field: 'provider',
    remedy: 'Use the id of the price list, such as openai, anthropic or google.',
  });
}
