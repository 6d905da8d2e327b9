import { createRoute } from '@hono/zod-openapi';
import {
  failoverDrill,
  failoverDrillInput,
  GATE_STATES,
  gateExceptionInput,
  gateReviewInput,
  gateSettings,
  gateStatus,
  gateSummary,
  page,
  putGateSettings,
  STAGES,
  slug,
} from '@weir/core/contract';
import { z } from 'zod';
import { body, byId, created, noContent, ok, optionalBody, pageQuery } from '../answers/schemas.ts';
import type { AdminDeps } from '../deps.ts';
import { type Api, changeBy } from '../env.ts';
import { present } from '../present.ts';

const tags = ['Gates'];
const path = '/workloads/{id}/gate';
const settingsPath = '/gate-settings';
const listQuery = pageQuery.extend({
  state: z.enum(GATE_STATES).optional(),
  stage: z.enum(STAGES).optional(),
  environment: slug.optional(),
});
const byException = byId.extend({ exception: z.string().min(1).max(200) });

export function addGateRoutes(api: Api, deps: AdminDeps): void {
  const desk = () => present(deps.gates, 'Looking at gates');
  api.openapi(
    createRoute({
      method: 'get',
      path: '/gates',
      tags,
      summary: 'List gates of workloads that are not retired, in the order of their ids',
      request: { query: listQuery },
      responses: ok(page(gateSummary), 'One page'),
    }),
    async (c) => c.json(await desk().list(c.req.valid('query')), 200),
  );
  api.openapi(
    createRoute({
      method: 'get',
      path,
      tags,
      summary: 'Show what a workload needs for production: each item with evidence, remedy and reviewer',
      request: { params: byId },
      responses: ok(gateStatus),
    }),
    async (c) => c.json(await desk().show(c.req.valid('param').id), 200),
  );
  api.openapi(
    createRoute({
      method: 'post',
      path: `${path}/reviews`,
      tags,
      summary: 'Approve or reject an item; with the revision seen, a decision made meanwhile is told',
      request: { params: byId, body: body(gateReviewInput) },
      responses: created(gateStatus),
    }),
    async (c) => c.json(await desk().review(c.req.valid('param').id, c.req.valid('json'), changeBy(c)), 201),
  );
  api.openapi(
    createRoute({
      method: 'post',
      path: `${path}/exceptions`,
      tags,
      summary: 'Let a workload pass without a requirement until an instant, at most 90 days ahead',
      request: { params: byId, body: body(gateExceptionInput) },
      responses: created(gateStatus),
    }),
    async (c) => c.json(await desk().except(c.req.valid('param').id, c.req.valid('json'), changeBy(c)), 201),
  );
  api.openapi(
    createRoute({
      method: 'delete',
      path: `${path}/exceptions/{exception}`,
      tags,
      summary: 'Revoke an exception; it counts no more on any gateway',
      request: { params: byException },
      responses: noContent,
    }),
    async (c) => {
      const { id, exception } = c.req.valid('param');
      await desk().revoke(id, exception, changeBy(c));
      return c.body(null, 204);
    },
  );
  api.openapi(
    createRoute({
      method: 'post',
      path: `${path}/drill`,
      tags,
      summary:
        'Failover drill: one small real call, the provider it would go to first being held down for it alone',
      request: { params: byId, body: optionalBody(failoverDrillInput) },
      responses: created(failoverDrill),
    }),
    async (c) => {
      const input = c.req.valid('json') ?? {};
      return c.json(await desk().drill(c.req.valid('param').id, input, changeBy(c)), 201);
    },
  );
  api.openapi(
    createRoute({
      method: 'get',
      path: settingsPath,
      tags,
      summary: 'Show what gateways do about production traffic of workloads that have not passed',
      responses: ok(gateSettings),
    }),
    (c) => c.json(desk().settings(), 200),
  );
  api.openapi(
    createRoute({
      method: 'put',
      path: settingsPath,
      tags,
      summary: 'Set it: off, grace (until an instant), or enforce',
      request: { body: body(putGateSettings) },
      responses: ok(gateSettings),
    }),
    async (c) => c.json(await desk().changeSettings(c.req.valid('json'), changeBy(c)), 200),
  );
}
