import { createRoute } from '@hono/zod-openapi';
import { changeOrganization, organization } from '@weir/core/contract';
import { body, ok } from '../answers/schemas.ts';
import type { AdminDeps } from '../deps.ts';
import { type Api, changeBy } from '../env.ts';

const tags = ['Organization'];
const path = '/organization';

export function addOrganizationRoutes(api: Api, { registry }: AdminDeps): void {
  api.openapi(
    createRoute({ method: 'get', path, tags, summary: 'Show the organization', responses: ok(organization) }),
    (c) => c.json(registry.organization.show(), 200),
  );
  api.openapi(
    createRoute({
      method: 'patch',
      path,
      tags,
      summary: 'Change its name or time zone',
      request: { body: body(changeOrganization) },
      responses: ok(organization),
    }),
    async (c) => c.json(await registry.organization.change(c.req.valid('json'), changeBy(c)), 200),
  );
}
