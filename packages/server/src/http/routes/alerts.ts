import { createRoute } from '@hono/zod-openapi';
import { ALERT_KINDS, alert, alertDelivery, snoozeAlert } from '@weir/core/contract';
import { z } from 'zod';
import { body, byId, ok, okPage, pageQuery } from '../answers/schemas.ts';
import type { AdminDeps } from '../deps.ts';
import { type Api, changeBy } from '../env.ts';

const tags = ['Alerts'];
const alertQuery = pageQuery.extend({
  state: alert.shape.state.optional(),
  kind: z.enum(ALERT_KINDS).optional(),
});
const deliveryQuery = pageQuery.extend({
  channel: z.string().max(63).optional(),
  alert: z.string().max(100).optional(),
});

const ACTIONS = {
  acknowledge: 'Take an alert on: nobody is told again unless it gets worse',
  unsnooze: 'Let a snoozed alert speak again',
  resolve: 'Call an alert over; it stays silent while its condition lasts',
} as const;

export function addAlertRoutes(api: Api, { registry: { alerts, alertDeliveries } }: AdminDeps): void {
  api.openapi(
    createRoute({
      method: 'get',
      path: '/alerts',
      tags,
      summary: 'List what needs a person',
      request: { query: alertQuery },
      responses: okPage(alert),
    }),
    async (c) => c.json(await alerts.list(c.req.valid('query')), 200),
  );
  api.openapi(
    createRoute({
      method: 'get',
      path: '/alerts/{id}',
      tags,
      summary: 'Show an alert',
      request: { params: byId },
      responses: ok(alert),
    }),
    async (c) => c.json(await alerts.show(c.req.valid('param').id), 200),
  );
  for (const action of ['acknowledge', 'unsnooze', 'resolve'] as const) {
    api.openapi(
      createRoute({
        method: 'post',
        path: `/alerts/{id}/${action}`,
        tags,
        summary: ACTIONS[action],
        request: { params: byId },
        responses: ok(alert),
      }),
      async (c) => c.json(await alerts[action](c.req.valid('param').id, changeBy(c)), 200),
    );
  }
  api.openapi(
    createRoute({
      method: 'post',
      path: '/alerts/{id}/snooze',
      tags,
      summary: 'Silence an alert until an instant',
      request: { params: byId, body: body(snoozeAlert) },
      responses: ok(alert),
    }),
    async (c) => {
      const { until } = c.req.valid('json');
      return c.json(await alerts.snooze(c.req.valid('param').id, until, changeBy(c)), 200);
    },
  );
  api.openapi(
    createRoute({
      method: 'get',
      path: '/alert-deliveries',
      tags,
      summary: 'List what was sent, is to be sent, or could not be',
      request: { query: deliveryQuery },
      responses: okPage(alertDelivery),
    }),
    async (c) => c.json(await alertDeliveries.list(c.req.valid('query')), 200),
  );
}
