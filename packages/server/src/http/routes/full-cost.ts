import { createRoute } from '@hono/zod-openapi';
import {
  ALLOCATION_LEVELS,
  allocationExplanations,
  allocationRun,
  allocationRunRequest,
  fullCostReport,
  month,
} from '@weir/core/contract';
import { startOfMonth } from '@weir/core/economics';
import { z } from 'zod';
import { rangeQuery, readRange, SANDBOX_MODES } from '../answers/cost-query.ts';
import { ok, optionalBody } from '../answers/schemas.ts';
import type { AdminDeps } from '../deps.ts';
import type { Api } from '../env.ts';
import { present } from '../present.ts';
import type { SandboxMode } from '../sandbox-mode.ts';

const tags = ['Full cost'];
const byMonth = z.object({ month });

export function addFullCostRoutes(api: Api, deps: AdminDeps, sandbox: SandboxMode): void {
  const fullCost = () => present(deps.fullCost, 'Sharing out costs');
  api.openapi(
    createRoute({
      method: 'post',
      path: '/allocations/{month}',
      tags,
      summary: 'Book what the month so far lacks of shared costs; nothing when all is booked',
      request: { params: byMonth, body: optionalBody(allocationRunRequest) },
      responses: ok(allocationRun),
    }),
    async (c) => {
      const dryRun = c.req.valid('json')?.dry_run ?? false;
      return c.json(await fullCost().run(c.req.valid('param').month, { dryRun }), 200);
    },
  );
  api.openapi(
    createRoute({
      method: 'get',
      path: '/allocations/{month}/explain',
      tags,
      summary: 'Explain shares of a month, division by division, as it stands now',
      request: {
        params: byMonth,
        query: z.object({ workload: z.string().max(63).optional(), item: z.string().max(63).optional() }),
      },
      responses: ok(allocationExplanations),
    }),
    async (c) => {
      const { workload, item } = c.req.valid('query');
      const filter = {
        ...(workload === undefined ? {} : { workload }),
        ...(item === undefined ? {} : { item }),
      };
      if (item !== undefined) await deps.registry.costItems.show(item);
      return c.json({ data: await fullCost().explain(c.req.valid('param').month, filter) }, 200);
    },
  );
  api.openapi(
    createRoute({
      method: 'get',
      path: '/full-cost',
      tags,
      summary: 'What AI really costs, next to what providers bill',
      request: {
        query: rangeQuery.extend({
          by: z.enum(ALLOCATION_LEVELS).optional(),
          sandbox: z.enum(SANDBOX_MODES).default('auto'),
        }),
      },
      responses: ok(fullCostReport),
    }),
    async (c) => {
      const { by, sandbox: mode, ...range } = c.req.valid('query');
      const now = deps.clock.now();
      const { time_zone: timeZone } = deps.registry.organization.show();
      const read = readRange(range, startOfMonth(now, timeZone), now, timeZone);
      const counted = await sandbox.resolve(mode);
      return c.json(
        await fullCost().report({ ...read, ...(by === undefined ? {} : { by }), sandbox: counted }),
        200,
      );
    },
  );
}
