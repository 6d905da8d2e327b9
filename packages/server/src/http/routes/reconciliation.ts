import { createRoute } from '@hono/zod-openapi';
import {
  DIFFERENCE_CLASSES,
  month,
  reconciliation,
  reconciliationCells,
  reconciliationDetail,
  reconciliationRun,
  runReconciliation,
} from '@weir/core/contract';
import { z } from 'zod';
import { body, ok } from '../answers/schemas.ts';
import type { AdminDeps } from '../deps.ts';
import { type Api, changeBy } from '../env.ts';
import { present } from '../present.ts';

const tags = ['Books'];
const provider = z.string().min(1).max(100);
const name = z.string().max(300).default('');
const path = '/reconciliation';

export function addReconciliationRoutes(api: Api, deps: AdminDeps): void {
  const books = () => present(deps.books, 'Keeping books').reconciliation;
  api.openapi(
    createRoute({
      method: 'get',
      path,
      tags,
      summary: 'Compare a month of the ledger with what providers bill; nothing is proposed',
      request: { query: z.object({ month, provider: provider.optional() }) },
      responses: ok(reconciliation),
    }),
    async (c) => {
      const query = c.req.valid('query');
      return c.json(await books().show(query.month, query.provider), 200);
    },
  );
  api.openapi(
    createRoute({
      method: 'post',
      path,
      tags,
      summary: 'Compare a month and propose what would close the gap',
      request: { body: body(runReconciliation) },
      responses: ok(reconciliationRun),
    }),
    async (c) => {
      const given = c.req.valid('json');
      return c.json(await books().run(given.month, given.provider, given.by ?? changeBy(c).actor), 200);
    },
  );
  api.openapi(
    createRoute({
      method: 'get',
      path: `${path}/cells`,
      tags,
      summary: 'List by how much days, models and units differ and why, largest first',
      request: {
        query: z.object({
          month,
          provider,
          class: z.enum(DIFFERENCE_CLASSES).optional(),
          limit: z.coerce.number().int().min(1).max(10_000).optional(),
        }),
      },
      responses: ok(reconciliationCells),
    }),
    async (c) => {
      const { class: kind, limit, ...query } = c.req.valid('query');
      const cells = await books().cells({
        ...query,
        ...(kind === undefined ? {} : { class: kind }),
        ...(limit === undefined ? {} : { limit }),
      });
      return c.json(cells, 200);
    },
  );
  api.openapi(
    createRoute({
      method: 'get',
      path: `${path}/detail`,
      tags,
      summary: 'Show the calls and the lines of the bill that one of them is the sum of',
      request: {
        query: z.object({
          month,
          provider,
          day: z.string().regex(/^\d{4}-\d{2}(-\d{2})?$/, 'a day such as 2026-10-03, or a month'),
          scope: name,
          model: name,
          unit: name,
        }),
      },
      responses: ok(reconciliationDetail),
    }),
    async (c) => {
      const { month: of, provider: billed, ...cell } = c.req.valid('query');
      return c.json(await books().detail(of, billed, cell), 200);
    },
  );
}
