import { createRoute } from '@hono/zod-openapi';
import { closePeriod, month, period, periodList, reviewPeriod, verifiedPeriods } from '@weir/core/contract';
import { z } from 'zod';
import { body, ok, optionalBody } from '../answers/schemas.ts';
import type { AdminDeps } from '../deps.ts';
import { type Api, changeBy } from '../env.ts';
import { present } from '../present.ts';

const tags = ['Books'];
const byMonth = z.object({ month });
const MOST_MONTHS = 36;

export function addPeriodRoutes(api: Api, deps: AdminDeps): void {
  const periods = () => present(deps.books, 'Keeping books').periods;
  api.openapi(
    createRoute({
      method: 'get',
      path: '/periods',
      tags,
      summary: 'List months, newest first: open, reviewed or closed, and what was corrected since',
      request: { query: z.object({ count: z.coerce.number().int().min(1).max(MOST_MONTHS).optional() }) },
      responses: ok(periodList),
    }),
    async (c) => c.json({ data: await periods().list(c.req.valid('query').count) }, 200),
  );
  api.openapi(
    createRoute({
      method: 'get',
      path: '/periods/{month}',
      tags,
      summary: 'Show a month and what stands in the way of closing it',
      request: { params: byMonth },
      responses: ok(period),
    }),
    async (c) => c.json(await periods().show(c.req.valid('param').month), 200),
  );
  api.openapi(
    createRoute({
      method: 'post',
      path: '/periods/{month}/review',
      tags,
      summary: 'Note that somebody has looked through a month',
      request: { params: byMonth, body: optionalBody(reviewPeriod) },
      responses: ok(period),
    }),
    async (c) => {
      const { by } = c.req.valid('json') ?? {};
      const input = by === undefined ? {} : { by };
      return c.json(await periods().review(c.req.valid('param').month, input, changeBy(c)), 200);
    },
  );
  api.openapi(
    createRoute({
      method: 'post',
      path: '/periods/{month}/close',
      tags,
      summary: 'Close a month for ever: what lands for it afterwards is a correction',
      request: { params: byMonth, body: body(closePeriod) },
      responses: ok(period),
    }),
    async (c) => {
      const { by, force, reason } = c.req.valid('json');
      const input = {
        ...(by === undefined ? {} : { by }),
        ...(force === undefined ? {} : { force }),
        ...(reason === undefined ? {} : { reason }),
      };
      return c.json(await periods().close(c.req.valid('param').month, input, changeBy(c)), 200);
    },
  );
  api.openapi(
    createRoute({
      method: 'post',
      path: '/periods/verify',
      tags,
      summary: 'Check that closed months still are what they were closed with',
      responses: ok(verifiedPeriods),
    }),
    async (c) => c.json(await periods().verify(), 200),
  );
}
