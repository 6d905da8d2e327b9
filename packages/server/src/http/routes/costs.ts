import { createRoute } from '@hono/zod-openapi';
import { costReport } from '@weir/core/contract';
import { z } from 'zod';
import { costsQuery, readCostQuery } from '../answers/cost-query.ts';
import { costsCsv } from '../answers/csv.ts';
import { failures } from '../answers/schemas.ts';
import type { AdminDeps } from '../deps.ts';
import type { Api } from '../env.ts';
import type { SandboxMode } from '../sandbox-mode.ts';

const responses = {
  200: {
    description: 'Exact costs by group; the rows sum to the total',
    content: { 'application/json': { schema: costReport }, 'text/csv': { schema: z.string() } },
  },
  ...failures,
};

export function addCostRoutes(api: Api, deps: AdminDeps, sandbox: SandboxMode): void {
  const { registry, ledger, clock } = deps;
  api.openapi(
    createRoute({
      method: 'get',
      path: '/costs',
      tags: ['Costs'],
      summary: 'Costs by any dimensions, over any time; `Accept: text/csv` or `format=csv` gives a file',
      request: { query: costsQuery },
      responses,
    }),
    async (c) => {
      const query = c.req.valid('query');
      const read = readCostQuery(query, clock.now(), registry.organization.show().time_zone);
      const counted = await sandbox.resolve(query.sandbox);
      const report = { ...(await ledger.costs({ ...read, sandbox: counted })), sandbox: counted };
      if (!wantsCsv(query.format, c.req.header('accept'))) return c.json(report, 200);
      c.header('content-disposition', 'attachment; filename="weir-costs.csv"');
      return c.body(costsCsv(report), 200, { 'content-type': 'text/csv; charset=utf-8; header=present' });
    },
  );
}

function wantsCsv(format: string | undefined, accept: string | undefined): boolean {
  if (format !== undefined) return format === 'csv';
  return accept?.includes('text/csv') === true && !accept.includes('application/json');
}
