import { createRoute } from '@hono/zod-openapi';
import { changeMapping, createMapping, mapping, mappingPreview, mappingSample } from '@weir/core/contract';
import { body, byId, created, noContent, ok, okPage, pageQuery } from '../answers/schemas.ts';
import type { AdminDeps } from '../deps.ts';
import { type Api, changeBy } from '../env.ts';
import { present } from '../present.ts';

const tags = ['Sources'];
const path = '/mappings';
const onePath = '/mappings/{id}';

export function addMappingRoutes(api: Api, deps: AdminDeps): void {
  const { mappings } = deps.registry;
  api.openapi(
    createRoute({
      method: 'get',
      path,
      tags,
      summary: 'List mappings of files: how their columns become lines',
      request: { query: pageQuery },
      responses: okPage(mapping),
    }),
    async (c) => c.json(await mappings.list(c.req.valid('query')), 200),
  );
  api.openapi(
    createRoute({
      method: 'post',
      path,
      tags,
      summary: 'Save a mapping',
      request: { body: body(createMapping) },
      responses: created(mapping),
    }),
    async (c) => c.json(await mappings.create(c.req.valid('json'), changeBy(c)), 201),
  );
  api.openapi(
    createRoute({
      method: 'post',
      path: '/mapping-previews',
      tags,
      summary:
        'Show what the beginning of a file becomes by a mapping, or by a suggested one; nothing is kept',
      request: { body: body(mappingSample) },
      responses: ok(mappingPreview),
    }),
    async (c) => {
      const { file_name, content, rules } = c.req.valid('json');
      const preview = present(deps.previewMapping, 'Mappings');
      return c.json(await preview(file_name, Buffer.from(content, 'base64'), rules), 200);
    },
  );
  api.openapi(
    createRoute({
      method: 'get',
      path: onePath,
      tags,
      summary: 'Show a mapping',
      request: { params: byId },
      responses: ok(mapping),
    }),
    async (c) => c.json(await mappings.show(c.req.valid('param').id), 200),
  );
  api.openapi(
    createRoute({
      method: 'patch',
      path: onePath,
      tags,
      summary: 'Change a mapping; files that were read before are not read again',
      request: { params: byId, body: body(changeMapping) },
      responses: ok(mapping),
    }),
    async (c) =>
      c.json(await mappings.change(c.req.valid('param').id, c.req.valid('json'), changeBy(c)), 200),
  );
  api.openapi(
    createRoute({
      method: 'delete',
      path: onePath,
      tags,
      summary: 'Remove a mapping that no source uses',
      request: { params: byId },
      responses: noContent,
    }),
    async (c) => {
      await mappings.remove(c.req.valid('param').id, changeBy(c));
      return c.body(null, 204);
    },
  );
}
