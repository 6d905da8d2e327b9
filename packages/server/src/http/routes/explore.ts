import { createRoute } from '@hono/zod-openapi';
import {
  COSTS_FORMATS,
  type CostMeasures,
  EXPLORE_ORDERS,
  EXPORT_FORMATS,
  type ExploreReport,
  type ExploreRow,
  exploreReport,
} from '@weir/core/contract';
import { costPerCall, costPerMillionTokens, EXPLORE_FORMULAS, relativeChange } from '@weir/core/economics';
import { WeirError } from '@weir/core/errors';
import { Decimal, MONEY_SCALE } from '@weir/core/money';
import type { Context } from 'hono';
import { z } from 'zod';
import type { ExploredGroup, ExploreQuery } from '../../ledger/explore-port.ts';
import { CONTENT_TYPES, costsFile, exportFile } from '../../reports/export/index.ts';
import {
  costsQuery,
  filterQuery,
  rangeQuery,
  readCostQuery,
  readFilter,
  readRange,
} from '../answers/cost-query.ts';
import { fileBody } from '../answers/file-body.ts';
import { failures, ok, pointInTime } from '../answers/schemas.ts';
import type { AdminDeps } from '../deps.ts';
import type { Api, AppEnv } from '../env.ts';
import type { SandboxMode } from '../sandbox-mode.ts';

const COMPARISONS = ['previous', 'year'] as const;
const YEAR_MS = 365 * 86_400_000;

const question = costsQuery.omit({ interval: true, limit: true, format: true }).extend({
  /** `previous`: as long before; `year`: 365 days before. Or a range of its own by the two below. */
  compare: z.enum(COMPARISONS).optional(),
  compare_since: pointInTime.optional(),
  compare_until: pointInTime.optional(),
  /** What rows are ordered by, dearest or most first unless `ascending`. */
  order: z.enum(EXPLORE_ORDERS).default('cost'),
  ascending: z.stringbool().default(false),
});
const pageOfGroups = question.extend({
  limit: z.coerce.number().int().min(1).max(1_000).default(100),
  cursor: z.string().max(4_000).optional(),
  /** Percentiles of cost and latency over the calls of each group. */
  percentiles: z.stringbool().default(false),
});

/** Typed loosely, as `eventLines` are. */
const bytes: Record<string, { schema: z.ZodType }> = { 'application/octet-stream': { schema: z.string() } };
const file = {
  200: { description: 'The file, as it is made; `x-weir-rows` tells how many rows', content: bytes },
  ...failures,
};

export function addExploreRoutes(api: Api, deps: AdminDeps, sandbox: SandboxMode): void {
  const { registry, ledger, clock, log } = deps;

  async function read(query: z.infer<typeof question>): Promise<Omit<ExploreQuery, 'limit' | 'percentiles'>> {
    const zone = registry.organization.show().time_zone;
    const costs = readCostQuery(query, clock.now(), zone);
    const compare = comparedRange(query, costs, clock.now(), zone);
    return {
      ...costs,
      sandbox: await sandbox.resolve(query.sandbox),
      order: query.order,
      descending: !query.ascending,
      ...(compare === undefined ? {} : { compare }),
    };
  }

  api.openapi(
    createRoute({
      method: 'get',
      path: '/explore',
      tags: ['Costs'],
      summary:
        'Explore costs: groups page by page, compared with another time, with unit costs and percentiles',
      request: { query: pageOfGroups },
      responses: ok(exploreReport),
    }),
    async (c) => {
      const asked = c.req.valid('query');
      const query: ExploreQuery = {
        ...(await read(asked)),
        limit: asked.limit,
        percentiles: asked.percentiles,
        ...(asked.cursor === undefined ? {} : { cursor: asked.cursor }),
      };
      const { explored, remembered } = await ledger.exploreRemembered(query, c.req.raw.signal);
      const { total } = explored;
      const report: ExploreReport = {
        by: [...query.by],
        since: query.since.toISOString(),
        until: query.until.toISOString(),
        ...(query.compare === undefined
          ? {}
          : {
              compared_with: {
                since: query.compare.since.toISOString(),
                until: query.compare.until.toISOString(),
              },
            }),
        currency: explored.currency,
        rows: explored.groups.map((group) => rowOf(group, query.by)),
        total: figuresOf(total.now, total.previous),
        groups: explored.count,
        next_cursor: explored.nextCursor,
        answered_from: explored.answeredFrom,
        ...(explored.retained === undefined ? {} : { retained: explored.retained }),
        sandbox: query.sandbox,
        remembered,
        formulas: EXPLORE_FORMULAS,
      };
      return c.json(report, 200);
    },
  );

  api.openapi(
    createRoute({
      method: 'get',
      path: '/exports/costs',
      tags: ['Exports'],
      summary: 'Every group of a question about costs, as a file of any size',
      request: { query: question.extend({ format: z.enum(COSTS_FORMATS).default('csv') }) },
      responses: file,
    }),
    async (c) => {
      const asked = c.req.valid('query');
      const { format } = asked;
      const made = await costsFile(ledger, await read(asked), format, c.req.raw.signal);
      return sendFile(c, made, format, 'costs', log);
    },
  );

  for (const kind of ['calls', 'charges', 'statement'] as const) {
    api.openapi(
      createRoute({
        method: 'get',
        path: `/exports/${kind}`,
        tags: ['Exports'],
        summary: EXPORT_SUMMARIES[kind],
        request: {
          query: rangeQuery.extend({
            ...filterQuery.shape,
            sandbox: costsQuery.shape.sandbox,
            format: z.enum(EXPORT_FORMATS).default('csv'),
          }),
        },
        responses: file,
      }),
      async (c) => {
        const asked = c.req.valid('query');
        const zone = registry.organization.show().time_zone;
        const now = clock.now();
        const made = await exportFile(
          ledger,
          {
            ...readRange(asked, 0, now, zone),
            kind,
            filter: readFilter(asked.filter),
            sandbox: await sandbox.resolve(asked.sandbox),
          },
          asked.format,
          c.req.raw.signal,
        );
        return sendFile(c, made, asked.format, kind, log);
      },
    );
  }
}

const EXPORT_SUMMARIES = {
  calls: 'Calls and entries, a row each, as a file of any size',
  charges: 'Charges, a row per priced quantity, as a file of any size',
  statement: 'What providers and bills tell, every version of every line, as a file of any size',
} as const;

function sendFile(
  c: Context<AppEnv>,
  { rows, bytes }: { rows: number; bytes: AsyncIterable<Uint8Array> },
  format: (typeof EXPORT_FORMATS)[number],
  name: string,
  log: AdminDeps['log'],
) {
  c.header('content-type', CONTENT_TYPES[format]);
  c.header('content-disposition', `attachment; filename="weir-${name}.${format}"`);
  c.header('x-weir-rows', String(rows));
  return fileBody(c, bytes, log);
}

function comparedRange(
  query: z.infer<typeof question>,
  { since, until }: { since: Date; until: Date },
  now: number,
  zone: string,
) {
  const { compare, compare_since, compare_until } = query;
  const own = compare_since !== undefined || compare_until !== undefined;
  if (own && (compare !== undefined || compare_since === undefined || compare_until === undefined)) {
    throw new WeirError('invalid_argument', 'A range to compare with needs compare_since and compare_until', {
      field: 'compare_since',
      remedy: 'Give both and leave compare out, or give compare=previous.',
    });
  }
  if (own) return readRange({ since: compare_since, until: compare_until }, 0, now, zone);
  if (compare === undefined) return undefined;
  const back = compare === 'year' ? YEAR_MS : until.getTime() - since.getTime();
  return { since: new Date(since.getTime() - back), until: new Date(until.getTime() - back) };
}

function rowOf({ values, now, previous, percentiles }: ExploredGroup, by: readonly string[]): ExploreRow {
  return {
    group: Object.fromEntries(by.map((name, i) => [name, values[i] ?? ''])),
    ...figuresOf(now, previous),
    ...(percentiles === undefined ? {} : { percentiles }),
  };
}

function figuresOf(now: CostMeasures, previous: CostMeasures | undefined) {
  const cost = Decimal.from(now.cost);
  const tokens = now.input_tokens + now.output_tokens;
  const units = {
    cost_per_call: textOf(costPerCall(cost.subtract(Decimal.from(now.evaluation_cost)), now.calls)),
    cost_per_million_tokens: textOf(costPerMillionTokens(cost, tokens)),
  };
  if (previous === undefined) return { ...now, units };
  const before = Decimal.from(previous.cost);
  const change = {
    cost: cost.subtract(before).toFixed(MONEY_SCALE),
    share: relativeChange(cost, before)?.toFixed(4) ?? null,
  };
  return { ...now, units, previous, change };
}

function textOf(amount: Decimal | undefined): string | null {
  return amount?.toFixed(MONEY_SCALE) ?? null;
}
