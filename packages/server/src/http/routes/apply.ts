import { createRoute } from '@hono/zod-openapi';
import { applyAnswer, applyRequest } from '@weir/core/contract';
import { body, ok } from '../answers/schemas.ts';
import type { AdminDeps } from '../deps.ts';
import { type Api, changeBy } from '../env.ts';
import { present } from '../present.ts';

export function addApplyRoutes(api: Api, deps: AdminDeps): void {
  api.openapi(
    createRoute({
      method: 'post',
      path: '/apply',
      tags: ['Organization'],
      summary: 'Bring what files declare into force, or say what that would change',
      description:
        'Each manifest is applied on its own, in the order of their kinds; those that fail are told with action "error", the others are applied. Fields that a manifest does not name stay as they are.',
      request: { body: body(applyRequest) },
      responses: ok(applyAnswer),
    }),
    async (c) => {
      const apply = present(deps.apply, 'Applying files');
      return c.json(await apply(c.req.valid('json'), changeBy(c)), 200);
    },
  );
}
