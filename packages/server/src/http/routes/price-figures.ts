import { createRoute } from '@hono/zod-openapi';
import {
  priceConflicts,
  priceCoverage,
  priceHistory,
  rerateReport,
  rerateRequest,
} from '@weir/core/contract';
import { WeirError } from '@weir/core/errors';
import { z } from 'zod';
import { body, ok, pointInTime } from '../answers/schemas.ts';
import { instantOf } from '../answers/time.ts';
import type { AdminDeps } from '../deps.ts';
import type { Api } from '../env.ts';
import { present } from '../present.ts';

const tags = ['Prices'];
const DAY = 86_400_000;
const HISTORY_DAYS = 365;
const COVERAGE_DAYS = 30;

const range = z.object({ since: pointInTime.optional(), until: pointInTime.optional() });

/** What prices did over time, and to what was used. */
export function addPriceFigureRoutes(
  api: Api,
  deps: Pick<AdminDeps, 'registry' | 'priceDesk' | 'clock'>,
): void {
  const desk = () => present(deps.priceDesk, 'Figures of prices');
  const rangeOf = ({ since, until }: z.infer<typeof range>, days: number) => {
    const zone = deps.registry.organization.show().time_zone;
    const end = until === undefined ? new Date(deps.clock.now()) : instantOf(until, zone);
    const start = since === undefined ? new Date(end.getTime() - days * DAY) : instantOf(since, zone);
    if (start >= end) {
      throw new WeirError('invalid_argument', 'The range ends before it begins', {
        field: 'until',
        remedy: 'Give an instant after since.',
      });
    }
    return { since: start, until: end };
  };
  api.openapi(
    createRoute({
      method: 'get',
      path: '/prices/coverage',
      tags,
      summary:
        'By what prices the charges of a range were priced, and which models had none (default: 30 days)',
      request: { query: range },
      responses: ok(priceCoverage),
    }),
    async (c) => c.json(await desk().coverage(rangeOf(c.req.valid('query'), COVERAGE_DAYS)), 200),
  );
  api.openapi(
    createRoute({
      method: 'get',
      path: '/prices/conflicts',
      tags,
      summary: 'Prices that overlap in time or contradict each other',
      responses: ok(priceConflicts),
    }),
    (c) => c.json({ data: desk().conflicts() }, 200),
  );
  api.openapi(
    createRoute({
      method: 'get',
      path: '/prices/{provider}/{model}/history',
      tags,
      summary: 'What applied to a model when: list prices, overrides and their references (default: a year)',
      request: {
        params: z.object({ provider: z.string().min(1).max(100), model: z.string().min(1).max(200) }),
        query: range,
      },
      responses: ok(priceHistory),
    }),
    async (c) => {
      const { provider, model } = c.req.valid('param');
      const found = await desk().history(provider, model, rangeOf(c.req.valid('query'), HISTORY_DAYS));
      if (found !== undefined) return c.json(found, 200);
      throw new WeirError('not_found', `No prices of a provider "${provider}" are known`, {
        field: 'provider',
        remedy: 'Use the id of the price list, such as openai, anthropic or google.',
      });
    },
  );
  api.openapi(
    createRoute({
      method: 'post',
      path: '/prices/rerate',
      tags,
      summary:
        'Price what is booked at the price of its day as it is known now; proposes corrections unless `dry_run`',
      request: { body: body(rerateRequest) },
      responses: ok(rerateReport),
    }),
    async (c) => c.json(await desk().rerate(c.req.valid('json'), c.get('actor')), 200),
  );
}
