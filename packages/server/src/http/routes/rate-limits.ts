import { createRoute } from '@hono/zod-openapi';
import {
  changeRateLimit,
  createRateLimit,
  type RateLimit,
  type RateLimitView,
  rateLimit,
  rateLimitView,
} from '@weir/core/contract';
import { body, byId, created, noContent, ok, okPage, pageQuery } from '../answers/schemas.ts';
import type { AdminDeps } from '../deps.ts';
import { type Api, changeBy } from '../env.ts';

const tags = ['Rate limits'];
const path = '/rate-limits';
const onePath = '/rate-limits/{id}';

export function addRateLimitRoutes(api: Api, deps: AdminDeps): void {
  const { rateLimits } = deps.registry;
  const withStatus = async (some: readonly RateLimit[]): Promise<RateLimitView[]> => {
    const known = await deps.rateLimitStatus?.();
    return some.map((one) => {
      const status = known?.get(one.id);
      return status === undefined ? one : { ...one, status };
    });
  };

  api.openapi(
    createRoute({
      method: 'get',
      path,
      tags,
      summary: 'List rate limits and how busy they are',
      request: { query: pageQuery },
      responses: okPage(rateLimitView),
    }),
    async (c) => {
      const page = await rateLimits.list(c.req.valid('query'));
      return c.json({ ...page, data: await withStatus(page.data) }, 200);
    },
  );
  api.openapi(
    createRoute({
      method: 'post',
      path,
      tags,
      summary: 'Create a rate limit: so many requests, tokens, calls at once, or so much cost in a window',
      request: { body: body(createRateLimit) },
      responses: created(rateLimit),
    }),
    async (c) => c.json(await rateLimits.create(c.req.valid('json'), changeBy(c)), 201),
  );
  api.openapi(
    createRoute({
      method: 'get',
      path: onePath,
      tags,
      summary: 'Show a rate limit and how busy it is',
      request: { params: byId },
      responses: ok(rateLimitView),
    }),
    async (c) => {
      const one = await rateLimits.show(c.req.valid('param').id);
      return c.json((await withStatus([one]))[0] ?? one, 200);
    },
  );
  api.openapi(
    createRoute({
      method: 'patch',
      path: onePath,
      tags,
      summary: 'Change a rate limit, but not what it counts',
      request: { params: byId, body: body(changeRateLimit) },
      responses: ok(rateLimit),
    }),
    async (c) =>
      c.json(await rateLimits.change(c.req.valid('param').id, c.req.valid('json'), changeBy(c)), 200),
  );
  api.openapi(
    createRoute({
      method: 'delete',
      path: onePath,
      tags,
      summary: 'Remove a rate limit',
      request: { params: byId },
      responses: noContent,
    }),
    async (c) => {
      await rateLimits.remove(c.req.valid('param').id, changeBy(c));
      return c.body(null, 204);
    },
  );
}
