import { createRoute } from '@hono/zod-openapi';
import {
  alertChannel,
  alertChannelWithSecret,
  alertDelivery,
  changeAlertChannel,
  createAlertChannel,
} from '@weir/core/contract';
import { body, byId, created, noContent, ok, okPage, pageQuery } from '../answers/schemas.ts';
import type { AdminDeps } from '../deps.ts';
import { type Api, changeBy } from '../env.ts';

const tags = ['Alerts'];
const path = '/alert-channels';
const onePath = '/alert-channels/{id}';

/** Addresses, keys and secrets go in and never come out, but for a webhook's signing secret when it is made. */
export function addAlertChannelRoutes(api: Api, { registry: { alertChannels }, alerts }: AdminDeps): void {
  api.openapi(
    createRoute({
      method: 'get',
      path,
      tags,
      summary: 'List ways to reach people, and how the last message went',
      request: { query: pageQuery },
      responses: okPage(alertChannel),
    }),
    async (c) => c.json(await alertChannels.list(c.req.valid('query')), 200),
  );
  api.openapi(
    createRoute({
      method: 'post',
      path,
      tags,
      summary: 'Add a way to reach people; the signing secret of a webhook is in this one answer',
      request: { body: body(createAlertChannel) },
      responses: created(alertChannelWithSecret),
    }),
    async (c) => {
      const input = c.req.valid('json');
      alerts.check(input.kind, input, false);
      return c.json(await alertChannels.create(input, changeBy(c)), 201);
    },
  );
  api.openapi(
    createRoute({
      method: 'get',
      path: onePath,
      tags,
      summary: 'Show a way to reach people',
      request: { params: byId },
      responses: ok(alertChannel),
    }),
    async (c) => c.json(await alertChannels.show(c.req.valid('param').id), 200),
  );
  api.openapi(
    createRoute({
      method: 'patch',
      path: onePath,
      tags,
      summary: 'Change a way to reach people; secrets that are left out stay',
      request: { params: byId, body: body(changeAlertChannel) },
      responses: ok(alertChannel),
    }),
    async (c) => {
      const { id } = c.req.valid('param');
      const input = c.req.valid('json');
      alerts.check((await alertChannels.show(id)).kind, input, true);
      return c.json(await alertChannels.change(id, input, changeBy(c)), 200);
    },
  );
  api.openapi(
    createRoute({
      method: 'delete',
      path: onePath,
      tags,
      summary: 'Remove a way to reach people that no rule names',
      request: { params: byId },
      responses: noContent,
    }),
    async (c) => {
      await alertChannels.remove(c.req.valid('param').id, changeBy(c));
      return c.body(null, 204);
    },
  );
  api.openapi(
    createRoute({
      method: 'post',
      path: '/alert-channels/{id}/test',
      tags,
      summary: 'Send a test message now; the answer says how that went',
      request: { params: byId },
      responses: ok(alertDelivery),
    }),
    async (c) => c.json(await alerts.test(c.req.valid('param').id, c.get('actor')), 200),
  );
}
