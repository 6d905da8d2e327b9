import { createRoute } from '@hono/zod-openapi';
import { putTagDefinition, tagDefinition } from '@weir/core/contract';
import { z } from 'zod';
import { body, byId, noContent, ok, okPage, pageQuery } from '../answers/schemas.ts';
import type { AdminDeps } from '../deps.ts';
import { type Api, changeBy } from '../env.ts';

const tags = ['Attribution'];
const path = '/tags';
const onePath = '/tags/{id}';
const byName = z.object({ id: tagDefinition.shape.id });

export function addTagDefinitionRoutes(api: Api, { registry: { tagDefinitions } }: AdminDeps): void {
  api.openapi(
    createRoute({
      method: 'get',
      path,
      tags,
      summary: 'List definitions of tags: which values they may have, and what they lie under',
      request: { query: pageQuery },
      responses: okPage(tagDefinition),
    }),
    async (c) => c.json(await tagDefinitions.list(c.req.valid('query')), 200),
  );
  api.openapi(
    createRoute({
      method: 'get',
      path: onePath,
      tags,
      summary: 'Show the definition of a tag',
      request: { params: byId },
      responses: ok(tagDefinition),
    }),
    async (c) => c.json(await tagDefinitions.show(c.req.valid('param').id), 200),
  );
  api.openapi(
    createRoute({
      method: 'put',
      path: onePath,
      tags,
      summary: 'Define a tag, or change what is given of its definition; holds for calls within a second',
      request: { params: byName, body: body(putTagDefinition) },
      responses: ok(tagDefinition),
    }),
    async (c) =>
      c.json(await tagDefinitions.put(c.req.valid('param').id, c.req.valid('json'), changeBy(c)), 200),
  );
  api.openapi(
    createRoute({
      method: 'delete',
      path: onePath,
      tags,
      summary: 'Remove the definition of a tag that no other lies under; it may have any value then',
      request: { params: byId },
      responses: noContent,
    }),
    async (c) => {
      await tagDefinitions.remove(c.req.valid('param').id, changeBy(c));
      return c.body(null, 204);
    },
  );
}
