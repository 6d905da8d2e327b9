import { createRoute } from '@hono/zod-openapi';
import { overview } from '@weir/core/contract';
import { ok } from '../answers/schemas.ts';
import type { AdminDeps } from '../deps.ts';
import type { Api } from '../env.ts';
import { computeOverview } from '../overview.ts';
import type { SandboxMode } from '../sandbox-mode.ts';

export function addOverviewRoutes(api: Api, deps: AdminDeps, sandbox: SandboxMode): void {
  const { registry, ledger, clock } = deps;
  api.openapi(
    createRoute({
      method: 'get',
      path: '/overview',
      tags: ['Costs'],
      summary: 'Spend of today and this month, trend, top workloads and models, coverage and priced share',
      responses: ok(overview),
    }),
    async (c) => {
      const { time_zone: timeZone, currency } = registry.organization.show();
      const facts = {
        now: clock.now(),
        timeZone,
        currency,
        sandbox: await sandbox.resolve(),
        sandboxOnly: await sandbox.only(),
      };
      return c.json(await computeOverview(ledger, facts), 200);
    },
  );
}
