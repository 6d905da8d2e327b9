import { createRoute } from '@hono/zod-openapi';
import { createKey, KEY_STATES, key, keyWithSecret, rotateKey, slug } from '@weir/core/contract';
import { z } from 'zod';
import { body, byId, created, ok, okPage, optionalBody, pageQuery } from '../answers/schemas.ts';
import type { AdminDeps } from '../deps.ts';
import { type Api, changeBy } from '../env.ts';

const tags = ['Keys'];
const path = '/keys';
const listQuery = pageQuery.extend({ workload: slug.optional(), state: z.enum(KEY_STATES).optional() });

export function addKeyRoutes(api: Api, { registry: { keys } }: AdminDeps): void {
  api.openapi(
    createRoute({
      method: 'get',
      path,
      tags,
      summary: 'List keys',
      request: { query: listQuery },
      responses: okPage(key),
    }),
    async (c) => c.json(await keys.list(c.req.valid('query')), 200),
  );
  api.openapi(
    createRoute({
      method: 'post',
      path,
      tags,
      summary: 'Create a key; its secret is in this answer and nowhere else',
      request: { body: body(createKey) },
      responses: created(keyWithSecret),
    }),
    async (c) => c.json(await keys.create(c.req.valid('json'), changeBy(c)), 201),
  );
  api.openapi(
    createRoute({
      method: 'get',
      path: '/keys/{id}',
      tags,
      summary: 'Show a key',
      request: { params: byId },
      responses: ok(key),
    }),
    async (c) => c.json(await keys.show(c.req.valid('param').id), 200),
  );
  api.openapi(
    createRoute({
      method: 'post',
      path: '/keys/{id}/revoke',
      tags,
      summary: 'Revoke a key for good',
      request: { params: byId },
      responses: ok(key),
    }),
    async (c) => c.json(await keys.revoke(c.req.valid('param').id, changeBy(c)), 200),
  );
  api.openapi(
    createRoute({
      method: 'post',
      path: '/keys/{id}/rotate',
      tags,
      summary: 'Replace a key; the old one works on for grace_seconds',
      request: { params: byId, body: optionalBody(rotateKey) },
      responses: created(keyWithSecret),
    }),
    async (c) => {
      // without a body the defaults of the contract hold
      const input = rotateKey.parse(c.req.valid('json'));
      return c.json(await keys.rotate(c.req.valid('param').id, input, changeBy(c)), 201);
    },
  );
}
