import { createRoute } from '@hono/zod-openapi';
import {
  applyAttribution,
  attributionRule,
  attributionRun,
  coverageReport,
  createAttributionRule,
  INTERVALS,
} from '@weir/core/contract';
import { startOfDay } from '@weir/core/economics';
import { z } from 'zod';
import { costsQuery, rangeQuery, readRange, requireFewBuckets } from '../answers/cost-query.ts';
import { body, byId, created, noContent, ok, okPage, optionalBody, pageQuery } from '../answers/schemas.ts';
import type { AdminDeps } from '../deps.ts';
import { type Api, changeBy } from '../env.ts';
import { present } from '../present.ts';
import type { SandboxMode } from '../sandbox-mode.ts';

const tags = ['Attribution'];
const path = '/attribution/rules';
const onePath = '/attribution/rules/{id}';
const DEFAULT_RANGE_MS = 90 * 24 * 3_600_000;
const coverageQuery = rangeQuery.extend({
  interval: z.enum(INTERVALS).default('week'),
  sandbox: costsQuery.shape.sandbox,
});

export function addAttributionRoutes(api: Api, deps: AdminDeps, sandbox: SandboxMode): void {
  const { registry, clock } = deps;
  const { attributionRules } = registry;
  const books = () => present(deps.attribution, 'Attribution');
  api.openapi(
    createRoute({
      method: 'get',
      path: '/attribution/coverage',
      tags,
      summary:
        'Part of the cost that is attributed, its trend, and the keys that cause 80% of the rest; the last 90 days unless a range is given',
      request: { query: coverageQuery },
      responses: ok(coverageReport),
    }),
    async (c) => {
      const query = c.req.valid('query');
      const timeZone = registry.organization.show().time_zone;
      const now = clock.now();
      const range = readRange(query, startOfDay(now - DEFAULT_RANGE_MS, timeZone), now, timeZone);
      requireFewBuckets(range, query.interval);
      const counted = await sandbox.resolve(query.sandbox);
      const asked = { ...range, interval: query.interval, timeZone, sandbox: counted };
      return c.json(await books().coverage(asked), 200);
    },
  );
  api.openapi(
    createRoute({
      method: 'get',
      path,
      tags,
      summary: 'List rules that say whose calls of the past were',
      request: { query: pageQuery },
      responses: okPage(attributionRule),
    }),
    async (c) => c.json(await attributionRules.list(c.req.valid('query')), 200),
  );
  api.openapi(
    createRoute({
      method: 'post',
      path,
      tags,
      summary: 'Add a rule; it is not changed, only removed, and books nothing by itself',
      request: { body: body(createAttributionRule) },
      responses: created(attributionRule),
    }),
    async (c) => c.json(await attributionRules.create(c.req.valid('json'), changeBy(c)), 201),
  );
  api.openapi(
    createRoute({
      method: 'get',
      path: onePath,
      tags,
      summary: 'Show a rule',
      request: { params: byId },
      responses: ok(attributionRule),
    }),
    async (c) => c.json(await attributionRules.show(c.req.valid('param').id), 200),
  );
  api.openapi(
    createRoute({
      method: 'delete',
      path: onePath,
      tags,
      summary: 'Remove a rule; what it has booked stays',
      request: { params: byId },
      responses: noContent,
    }),
    async (c) => {
      await attributionRules.remove(c.req.valid('param').id, changeBy(c));
      return c.body(null, 204);
    },
  );
  api.openapi(
    createRoute({
      method: 'post',
      path: '/attribution/apply',
      tags,
      summary:
        'Propose what rules find to move, a proposal per rule and month; nothing when all is where it belongs',
      request: { body: optionalBody(applyAttribution) },
      responses: ok(attributionRun),
    }),
    async (c) => {
      const { dry_run: dryRun = false, rule } = c.req.valid('json') ?? {};
      const only = rule === undefined ? {} : { rule };
      return c.json(await books().apply({ dryRun, actor: changeBy(c).actor, ...only }), 200);
    },
  );
}
