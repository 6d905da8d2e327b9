import { createRoute } from '@hono/zod-openapi';
import {
  createOutcomeWebhook,
  outcomeAnswer,
  outcomeBatch,
  outcomeWebhook,
  outcomeWebhookWithSecret,
  page,
} from '@weir/core/contract';
import { body, byId, created, noContent, ok } from '../answers/schemas.ts';
import type { Credentials } from '../auth/authenticate.ts';
import { signerOf } from '../auth/outcome-senders.ts';
import type { AdminDeps } from '../deps.ts';
import { type Api, changeBy } from '../env.ts';
import { present } from '../present.ts';

const tags = ['Outcomes'];
const path = '/outcome-webhooks';

export function addOutcomeWebhookRoutes(
  api: Api,
  { registry, outcomes, clock }: Pick<AdminDeps, 'registry' | 'outcomes' | 'clock'>,
  credentials: Credentials,
): void {
  const { outcomeWebhooks } = registry;
  api.openapi(
    createRoute({
      method: 'get',
      path,
      tags,
      summary: 'List webhooks that take outcomes',
      responses: ok(page(outcomeWebhook)),
    }),
    async (c) => c.json({ data: await outcomeWebhooks.list(), next_cursor: null }, 200),
  );
  api.openapi(
    createRoute({
      method: 'post',
      path,
      tags,
      summary: 'Add a webhook that takes outcomes; the secret to sign them with is in this one answer',
      request: { body: body(createOutcomeWebhook) },
      responses: created(outcomeWebhookWithSecret),
    }),
    async (c) => c.json(await outcomeWebhooks.create(c.req.valid('json'), changeBy(c)), 201),
  );
  api.openapi(
    createRoute({
      method: 'delete',
      path: '/outcome-webhooks/{id}',
      tags,
      summary: 'Remove a webhook: what it sends is refused from now on',
      request: { params: byId },
      responses: noContent,
    }),
    async (c) => {
      await outcomeWebhooks.remove(c.req.valid('param').id, changeBy(c));
      return c.body(null, 204);
    },
  );
  const hook = createRoute({
    method: 'post',
    path: '/hooks/outcomes/{id}',
    tags,
    summary:
      'Tell outcomes from a system that signs them: `x-weir-signature: t=<unix seconds>,v1=<hex HMAC-SHA256 of "<t>.<body>">`; no token',
    request: { params: byId, body: body(outcomeBatch) },
    responses: ok(outcomeAnswer),
  });
  api.use('/hooks/outcomes/:id', async (c, next) => {
    const { workload } = await signerOf(c, c.req.param('id') ?? '', credentials, clock);
    if (workload !== undefined) c.set('workload', workload);
    await next();
  });
  api.openapi(hook, async (c) => {
    const told = c.req.valid('json');
    const workload = c.get('workload');
    const by = { source: 'webhook', ...(workload === undefined ? {} : { workload }) };
    const { intake } = present(outcomes, 'Outcomes');
    return c.json(await intake.take(Array.isArray(told) ? told : [told], by), 200);
  });
}
