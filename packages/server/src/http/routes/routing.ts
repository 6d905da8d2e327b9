import { createRoute } from '@hono/zod-openapi';
import { playgroundAnswer, playgroundRequest, routingDecision, simulateRoute } from '@weir/core/contract';
import { WeirError } from '@weir/core/errors';
import { body, ok } from '../answers/schemas.ts';
import type { AdminDeps } from '../deps.ts';
import type { Api } from '../env.ts';
import { present } from '../present.ts';
import { requireWorkload } from '../require-workload.ts';

const tags = ['Routing'];

export function addRoutingRoutes(api: Api, deps: AdminDeps): void {
  api.openapi(
    createRoute({
      method: 'post',
      path: '/routing/simulate',
      tags,
      summary: 'Tell which model a request would go to now, by which rules, and what the others would cost',
      request: { body: body(simulateRoute) },
      responses: ok(routingDecision),
    }),
    async (c) => {
      const input = c.req.valid('json');
      requireWorkload(deps.registry, input.workload);
      return c.json(await present(deps.simulateRoute, 'Simulating a route')(input), 200);
    },
  );
  api.openapi(
    createRoute({
      method: 'post',
      path: '/playground',
      tags,
      summary: 'Send a real request through a workload, under its rules and charged to it',
      request: { body: body(playgroundRequest) },
      responses: ok(playgroundAnswer),
    }),
    async (c) => {
      const input = c.req.valid('json');
      if (c.get('idempotency') !== undefined) throw sentEachTime();
      requireWorkload(deps.registry, input.workload);
      return c.json(await present(deps.playground, 'The playground')(input), 200);
    },
  );
}

/** Answers of models are not kept, so the promise that goes with the header could not be held. */
function sentEachTime(): WeirError {
  return new WeirError('invalid_argument', 'A playground request is sent, and charged, each time', {
    field: 'Idempotency-Key',
    remedy: 'Leave the header out.',
  });
}
