import { createRoute } from '@hono/zod-openapi';
import {
  CALL_DIMENSIONS,
  CHARGE_DIMENSIONS,
  dimensionList,
  dimensionValues,
  TAG_NAMES,
} from '@weir/core/contract';
import { z } from 'zod';
import { rangeQuery, readRange, requireDimension } from '../answers/cost-query.ts';
import { ok } from '../answers/schemas.ts';
import type { AdminDeps } from '../deps.ts';
import type { Api } from '../env.ts';

const tags = ['Costs'];
const DEFAULT_RANGE_MS = 90 * 24 * 3_600_000;
const valuesQuery = rangeQuery.extend({
  prefix: z.string().max(200).default(''),
  limit: z.coerce.number().int().min(1).max(1_000).default(100),
});

export function addDimensionRoutes(api: Api, { registry, ledger, clock }: AdminDeps): void {
  api.openapi(
    createRoute({
      method: 'get',
      path: '/dimensions',
      tags,
      summary:
        'List what costs can be grouped by and filtered on; further tags are addressed as tag.<name>, virtual ones as virtual.<id>',
      responses: ok(dimensionList),
    }),
    (c) => {
      const virtual = registry.virtualTags
        .all()
        .map(({ id }) => ({ name: `virtual.${id}`, of: 'virtual' as const }));
      return c.json({ data: [...DIMENSION_LIST, ...virtual] }, 200);
    },
  );
  api.openapi(
    createRoute({
      method: 'get',
      path: '/dimensions/{name}/values',
      tags,
      summary: 'List values a dimension took in the ledger; in the last 90 days unless a range is given',
      request: { params: z.object({ name: z.string().max(80) }), query: valuesQuery },
      responses: ok(dimensionValues),
    }),
    async (c) => {
      const { name } = c.req.valid('param');
      const query = c.req.valid('query');
      requireDimension(name, 'name');
      const now = clock.now();
      const range = readRange(query, now - DEFAULT_RANGE_MS, now, registry.organization.show().time_zone);
      return c.json({ data: await ledger.dimensionValues(name, query.prefix, query.limit, range) }, 200);
    },
  );
}

const DIMENSION_LIST = [
  ...TAG_NAMES.map((name) => ({ name, of: 'tag' as const })),
  ...CALL_DIMENSIONS.map((name) => ({ name, of: 'call' as const })),
  ...CHARGE_DIMENSIONS.map((name) => ({ name, of: 'charge' as const })),
];
