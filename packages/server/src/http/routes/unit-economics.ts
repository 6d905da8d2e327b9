import { createRoute } from '@hono/zod-openapi';
import { outcomeName, page, scorecard, timelineEvent, unitReport, viabilityMap } from '@weir/core/contract';
import { WeirError } from '@weir/core/errors';
import { z } from 'zod';
import { UNIT_DIMENSIONS, type UnitQuery } from '../../outcomes/unit/index.ts';
import { rangeQuery, readRange, SANDBOX_MODES } from '../answers/cost-query.ts';
import { byId, failures, ok, pageQuery } from '../answers/schemas.ts';
import { scorecardsCsv } from '../answers/scorecards-csv.ts';
import type { AdminDeps } from '../deps.ts';
import type { Api } from '../env.ts';
import { present } from '../present.ts';
import type { SandboxMode } from '../sandbox-mode.ts';

const tags = ['Unit economics'];
const DEFAULT_EVENTS = 50;

const range = rangeQuery.extend({ sandbox: z.enum(SANDBOX_MODES).default('auto') });
const question = range.extend({
  interval: z.enum(['day', 'week', 'month']).default('day'),
  /** Instead of the outcome that the value metric names. */
  outcome: outcomeName.optional(),
  /** Breakdowns, separated by commas; empty for none, which is faster. */
  by: z.string().max(100).default(UNIT_DIMENSIONS.join(',')),
});
const scorecards = z.object({ data: z.array(scorecard), sandbox: z.enum(['include', 'exclude']) });

export function addUnitRoutes(api: Api, deps: AdminDeps, sandbox: SandboxMode): void {
  const { registry, clock } = deps;

  /** Without since and until: the last 30 full days. */
  async function read(asked: z.infer<typeof range> & Partial<z.infer<typeof question>>): Promise<UnitQuery> {
    const { interval = 'day', outcome } = asked;
    return {
      ...readSpan(asked),
      interval,
      sandbox: await sandbox.resolve(asked.sandbox),
      ...(outcome === undefined ? {} : { outcome }),
    };
  }

  function readSpan(asked: z.infer<typeof rangeQuery>) {
    const last = deskOf(deps).defaultRange();
    if (asked.since === undefined && asked.until === undefined) return last;
    return readRange(asked, last.since.getTime(), clock.now(), registry.organization.show().time_zone);
  }

  api.openapi(
    createRoute({
      method: 'get',
      path: '/workloads/{id}/unit-economics',
      tags,
      summary:
        'What calls, tasks and outcomes of a workload cost and are worth, every figure with its inputs',
      request: { params: byId, query: question },
      responses: ok(unitReport),
    }),
    async (c) => {
      const asked = c.req.valid('query');
      const query = { ...(await read(asked)), dimensions: readDimensions(asked.by) };
      return c.json(await deskOf(deps).report(c.req.valid('param').id, query), 200);
    },
  );
  api.openapi(
    createRoute({
      method: 'get',
      path: '/viability',
      tags,
      summary: 'Cost per outcome against value per outcome, and a verdict, of every workload',
      request: { query: range },
      responses: ok(viabilityMap),
    }),
    async (c) => c.json(await deskOf(deps).viability(await read(c.req.valid('query'))), 200),
  );
  api.openapi(
    createRoute({
      method: 'get',
      path: '/workloads/{id}/scorecard',
      tags,
      summary: 'The seven operating questions of a workload, answered from what is known now',
      request: { params: byId, query: range },
      responses: ok(scorecard),
    }),
    async (c) =>
      c.json(await deskOf(deps).scorecard(c.req.valid('param').id, await read(c.req.valid('query'))), 200),
  );
  api.openapi(
    createRoute({
      method: 'get',
      path: '/scorecards',
      tags,
      summary: 'The seven operating questions of every production workload, also as CSV',
      request: { query: range.extend({ format: z.enum(['json', 'csv']).default('json') }) },
      responses: {
        200: {
          description: 'The answer',
          content: {
            'application/json': { schema: scorecards },
            'text/csv': { schema: z.string() },
          },
        },
        ...failures,
      },
    }),
    async (c) => {
      const asked = c.req.valid('query');
      const query = await read(asked);
      const cards = await deskOf(deps).scorecards(query);
      if (asked.format === 'json') return c.json({ data: cards, sandbox: query.sandbox }, 200);
      c.header('content-type', 'text/csv; charset=utf-8');
      c.header('content-disposition', 'attachment; filename="weir-scorecards.csv"');
      return c.body(scorecardsCsv(cards), 200);
    },
  );
  api.openapi(
    createRoute({
      method: 'get',
      path: '/workloads/{id}/timeline',
      tags,
      summary: 'What happened to a workload: changes, first uses of models and prompt versions, notes',
      request: { params: byId, query: pageQuery.extend(rangeQuery.shape) },
      responses: ok(page(timelineEvent)),
    }),
    async (c) => {
      const { limit = DEFAULT_EVENTS, cursor, ...asked } = c.req.valid('query');
      const { since, until } = readSpan(asked);
      // what happened today belongs to a timeline, full day or not
      const end = asked.until === undefined ? new Date(clock.now() + 1) : until;
      const query = { since, until: end, limit, ...(cursor === undefined ? {} : { cursor }) };
      return c.json(await deskOf(deps).timeline(c.req.valid('param').id, query), 200);
    },
  );
}

function readDimensions(by: string): (typeof UNIT_DIMENSIONS)[number][] {
  return [...new Set(by.split(',').filter((name) => name !== ''))].map((name) => {
    const known = UNIT_DIMENSIONS.find((one) => one === name);
    if (known !== undefined) return known;
    throw new WeirError('invalid_argument', `Unit costs are not told by "${name}"`, {
      field: 'by',
      remedy: `Use ${UNIT_DIMENSIONS.join(', ')}, or nothing.`,
    });
  });
}

const deskOf = ({ unit }: AdminDeps) => present(unit, 'Telling unit economics');
