import { createRoute } from '@hono/zod-openapi';
import { alertRule, changeAlertRule, createAlertRule } from '@weir/core/contract';
import { body, byId, created, noContent, ok, okPage, pageQuery } from '../answers/schemas.ts';
import type { AdminDeps } from '../deps.ts';
import { type Api, changeBy } from '../env.ts';

const tags = ['Alerts'];
const path = '/alert-rules';
const onePath = '/alert-rules/{id}';

export function addAlertRuleRoutes(api: Api, { registry: { alertRules } }: AdminDeps): void {
  api.openapi(
    createRoute({
      method: 'get',
      path,
      tags,
      summary: 'List alert rules',
      request: { query: pageQuery },
      responses: okPage(alertRule),
    }),
    async (c) => c.json(await alertRules.list(c.req.valid('query')), 200),
  );
  api.openapi(
    createRoute({
      method: 'post',
      path,
      tags,
      summary: 'Say when to tell whom',
      request: { body: body(createAlertRule) },
      responses: created(alertRule),
    }),
    async (c) => c.json(await alertRules.create(c.req.valid('json'), changeBy(c)), 201),
  );
  api.openapi(
    createRoute({
      method: 'get',
      path: onePath,
      tags,
      summary: 'Show an alert rule',
      request: { params: byId },
      responses: ok(alertRule),
    }),
    async (c) => c.json(await alertRules.show(c.req.valid('param').id), 200),
  );
  api.openapi(
    createRoute({
      method: 'patch',
      path: onePath,
      tags,
      summary: 'Change an alert rule; null takes a field away',
      request: { params: byId, body: body(changeAlertRule) },
      responses: ok(alertRule),
    }),
    async (c) =>
      c.json(await alertRules.change(c.req.valid('param').id, c.req.valid('json'), changeBy(c)), 200),
  );
  api.openapi(
    createRoute({
      method: 'delete',
      path: onePath,
      tags,
      summary: 'Remove an alert rule; its alerts are resolved',
      request: { params: byId },
      responses: noContent,
    }),
    async (c) => {
      await alertRules.remove(c.req.valid('param').id, changeBy(c));
      return c.body(null, 204);
    },
  );
}
