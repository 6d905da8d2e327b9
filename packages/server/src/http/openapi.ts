import { createRoute } from '@hono/zod-openapi';
import { z } from 'zod';
import { ok } from './answers/schemas.ts';
import type { Api } from './env.ts';

const DESCRIPTION =
  'Everything the console and the command line do. Amounts are decimal strings in the currency given beside them; ' +
  'instants are RFC 3339. Lists are newest first: pass next_cursor back as cursor. A POST with an Idempotency-Key ' +
  'may be repeated: the same request gets the same answer for 24 hours, another request under the same key a conflict.';

const openApiDocument = z.looseObject({ openapi: z.string(), paths: z.record(z.string(), z.unknown()) });
type OpenApiDocument = z.infer<typeof openApiDocument>;

const route = createRoute({
  method: 'get',
  path: '/openapi.json',
  tags: ['Installation'],
  summary: 'This description, OpenAPI 3.1',
  responses: ok(openApiDocument),
});

/** `GET /openapi.json`: generated from the very schemas that check requests. */
export function addOpenApiRoute(api: Api, version: string, basePath: string): void {
  api.openAPIRegistry.registerComponent('securitySchemes', 'token', {
    type: 'http',
    scheme: 'bearer',
    description: 'An admin token: printed when Weir first started, or made by POST /admin-tokens.',
  });
  api.openAPIRegistry.registerComponent('securitySchemes', 'session', {
    type: 'apiKey',
    in: 'cookie',
    name: 'weir_session',
    description: 'Set by POST /session; changes are accepted from the same origin only.',
  });
  let document: OpenApiDocument | undefined;
  api.openapi(route, (c) => {
    document ??= api.getOpenAPI31Document({
      openapi: '3.1.0',
      info: { title: 'Weir admin API', version, description: DESCRIPTION },
      servers: [{ url: basePath }],
      security: [{ token: [] }, { session: [] }],
    }) as unknown as OpenApiDocument;
    return c.json(document, 200);
  });
}

/** Methods that some route of the API answers on a path, for 405. */
export function allowedMethods(app: Api, path: string): string[] {
  const methods = app.routes
    .filter(
      ({ method, path: pattern }) => method !== 'ALL' && !pattern.includes('*') && matches(pattern, path),
    )
    .map(({ method }) => method);
  return [...new Set(methods)];
}

function matches(pattern: string, path: string): boolean {
  const wanted = pattern.split('/');
  const given = path.split('/');
  return (
    wanted.length === given.length && wanted.every((part, i) => part.startsWith(':') || part === given[i])
  );
}
