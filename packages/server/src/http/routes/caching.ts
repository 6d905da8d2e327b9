import { createRoute } from '@hono/zod-openapi';
import { cachingReport } from '@weir/core/contract';
import { z } from 'zod';
import { filterQuery, rangeQuery, readCostQuery, SANDBOX_MODES } from '../answers/cost-query.ts';
import { ok } from '../answers/schemas.ts';
import { cachingReport as toCachingReport } from '../caching.ts';
import type { AdminDeps } from '../deps.ts';
import type { Api } from '../env.ts';
import type { SandboxMode } from '../sandbox-mode.ts';

const query = rangeQuery.extend({
  ...filterQuery.shape,
  sandbox: z.enum(SANDBOX_MODES).default('auto'),
  limit: z.coerce.number().int().min(1).max(10_000).optional(),
});

export function addCachingRoutes(api: Api, deps: AdminDeps, sandbox: SandboxMode): void {
  const { registry, ledger, clock } = deps;
  api.openapi(
    createRoute({
      method: 'get',
      path: '/caching',
      tags: ['Costs'],
      summary:
        "What Weir's response cache and the providers' prompt caching saved, by workload; this month unless said",
      request: { query },
      responses: ok(cachingReport),
    }),
    async (c) => {
      const asked = c.req.valid('query');
      const zone = registry.organization.show().time_zone;
      const read = readCostQuery({ ...asked, by: 'workload' }, clock.now(), zone);
      const counted = await sandbox.resolve(asked.sandbox);
      const report = await ledger.costs({ ...read, sandbox: counted });
      return c.json(
        toCachingReport(report, counted, registry.compile().workloads, deps.prefixes?.() ?? []),
        200,
      );
    },
  );
}
