import { createRoute } from '@hono/zod-openapi';
import { MODEL_TIERS, model, modelDetail, page } from '@weir/core/contract';
import { WeirError } from '@weir/core/errors';
import { z } from 'zod';
import { listOf, ok, pageQuery, repeated } from '../answers/schemas.ts';
import type { AdminDeps } from '../deps.ts';
import type { Api } from '../env.ts';
import { present } from '../present.ts';

const tags = ['Models'];
const listQuery = pageQuery.extend({
  provider: z.string().max(100).optional(),
  tier: z.enum(MODEL_TIERS).optional(),
  /** Repeatable: the model must have all of them. */
  capability: repeated,
  search: z.string().max(200).optional(),
  /** Only models that a configured provider sells. */
  available: z.enum(['true', 'false']).optional(),
});
const params = z.object({ provider: z.string().min(1).max(100), model: z.string().min(1).max(200) });

export function addModelRoutes(api: Api, { models }: AdminDeps): void {
  api.openapi(
    createRoute({
      method: 'get',
      path: '/models',
      tags,
      summary:
        'List models by provider and name: tier, limits, capabilities, prices now, who sells them here',
      request: { query: listQuery },
      responses: ok(page(model), 'One page, in order of provider and id'),
    }),
    (c) => {
      const { capability, available, ...query } = c.req.valid('query');
      const found = present(models, 'The model catalog').list({
        ...query,
        capabilities: listOf(capability),
        available: available === 'true',
      });
      return c.json(found, 200);
    },
  );
  api.openapi(
    createRoute({
      method: 'get',
      path: '/models/{provider}/{model}',
      tags,
      summary: 'Show a model with the price in force and its list prices over time',
      request: { params },
      responses: ok(modelDetail),
    }),
    (c) => {
      const asked = c.req.valid('param');
      const found = present(models, 'The model catalog').show(asked.provider, asked.model);
      if (found === undefined) throw unknownModel(asked);
      return c.json(found, 200);
    },
  );
}

function unknownModel(asked: z.infer<typeof params>): WeirError {
  return new WeirError('not_found', `No model "${asked.model}" of "${asked.provider}" is known`, {
    field: 'model',
    remedy: 'GET /models?search=... lists what there is; a model of your own needs a price override.',
  });
}
