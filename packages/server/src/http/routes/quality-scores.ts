import { createRoute } from '@hono/zod-openapi';
import { createQualityScore, qualityScore } from '@weir/core/contract';
import { z } from 'zod';
import { rangeQuery, readRange } from '../answers/cost-query.ts';
import { body, created, okPage, pageQuery } from '../answers/schemas.ts';
import type { AdminDeps } from '../deps.ts';
import { type Api, changeBy } from '../env.ts';

const tags = ['Quality'];
const path = '/quality-scores';
const CLOCK_SKEW_MS = 5 * 60_000;

export function addQualityScoreRoutes(
  api: Api,
  { registry, clock }: Pick<AdminDeps, 'registry' | 'clock'>,
): void {
  api.openapi(
    createRoute({
      method: 'post',
      path,
      tags,
      summary:
        'Add a quality score of a workload, on the scale of its metric; the same again changes nothing',
      request: { body: body(createQualityScore) },
      responses: created(qualityScore),
    }),
    async (c) => c.json(await registry.qualityScores.add(c.req.valid('json'), changeBy(c)), 201),
  );
  api.openapi(
    createRoute({
      method: 'get',
      path,
      tags,
      summary: 'List quality scores, newest first',
      request: {
        query: pageQuery.extend({
          ...rangeQuery.shape,
          workload: z.string().max(63).optional(),
          metric: z.string().max(63).optional(),
        }),
      },
      responses: okPage(qualityScore),
    }),
    async (c) => {
      const { since, until, ...filter } = c.req.valid('query');
      const now = clock.now() + CLOCK_SKEW_MS;
      const range = { ...(since === undefined ? {} : { since }), ...(until === undefined ? {} : { until }) };
      const read = readRange(range, 0, now, registry.organization.show().time_zone);
      return c.json(await registry.qualityScores.list({ ...filter, ...read }), 200);
    },
  );
}
