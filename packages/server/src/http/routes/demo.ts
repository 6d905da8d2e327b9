import { createRoute } from '@hono/zod-openapi';
import { demoHistory } from '@weir/core/contract';
import { WeirError } from '@weir/core/errors';
import { eventLines, streamEvents } from '../answers/event-lines.ts';
import { body, failures } from '../answers/schemas.ts';
import type { AdminDeps } from '../deps.ts';
import type { Api } from '../env.ts';

const route = createRoute({
  method: 'post',
  path: '/demo/history',
  tags: ['Demo'],
  summary:
    'Write the past of the demo company to the ledger, as sandbox calls; repeating it adds nothing twice. ' +
    'Answers one JSON event a line',
  request: { body: body(demoHistory) },
  responses: {
    200: { description: 'Events; the last is `done` or `error`', content: eventLines },
    ...failures,
  },
});

export function addDemoRoutes(api: Api, { demoHistory: write, log }: AdminDeps): void {
  api.openapi(route, (c) => {
    if (write === undefined) {
      throw new WeirError('not_found', 'This Weir has no demo', {
        remedy: 'Enable the sandbox in weir.yaml.',
      });
    }
    const { days, until } = c.req.valid('json');
    const end = until === undefined ? {} : { until: new Date(until) };
    return streamEvents(c, write({ days, ...end }), log);
  });
}
