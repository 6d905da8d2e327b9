import { createRoute } from '@hono/zod-openapi';
import {
  agreementStatus,
  agreementView,
  appliedAgreements,
  applyAgreementsRequest,
  createAgreement,
  endAgreement,
  voidAgreement,
} from '@weir/core/contract';
import { body, byId, created, ok, okPage, optionalBody, pageQuery } from '../answers/schemas.ts';
import type { AdminDeps } from '../deps.ts';
import { type Api, changeBy } from '../env.ts';
import { present } from '../present.ts';

const tags = ['Prices'];
const path = '/agreements';

export function addAgreementRoutes(api: Api, deps: Pick<AdminDeps, 'registry' | 'agreementDesk'>): void {
  const { agreements } = deps.registry;
  const desk = () => present(deps.agreementDesk, 'Agreements');
  api.openapi(
    createRoute({
      method: 'get',
      path,
      tags,
      summary: 'List agreements with providers: volume tiers, commitments, credits, capacity',
      request: { query: pageQuery },
      responses: okPage(agreementView),
    }),
    async (c) => c.json(await agreements.list(c.req.valid('query')), 200),
  );
  api.openapi(
    createRoute({
      method: 'post',
      path,
      tags,
      summary: 'Add an agreement with a provider; it is never changed, only ended',
      request: { body: body(createAgreement) },
      responses: created(agreementView),
    }),
    async (c) => c.json(await agreements.create(c.req.valid('json'), changeBy(c)), 201),
  );
  api.openapi(
    createRoute({
      method: 'post',
      path: '/agreements/apply',
      tags,
      summary: 'Book what agreements make of a month; nothing when all is booked',
      request: { body: body(applyAgreementsRequest) },
      responses: ok(appliedAgreements),
    }),
    async (c) => {
      const { month, dry_run: dryRun } = c.req.valid('json');
      return c.json({ month, data: await desk().apply(month, { dryRun }) }, 200);
    },
  );
  api.openapi(
    createRoute({
      method: 'get',
      path: '/agreements/{id}',
      tags,
      summary: 'Show an agreement',
      request: { params: byId },
      responses: ok(agreementView),
    }),
    async (c) => c.json(await agreements.show(c.req.valid('param').id), 200),
  );
  api.openapi(
    createRoute({
      method: 'get',
      path: '/agreements/{id}/status',
      tags,
      summary: 'How far an agreement is used: burned, remaining, shortfall, discount, burn-down',
      request: { params: byId },
      responses: ok(agreementStatus),
    }),
    async (c) => c.json(await desk().status(c.req.valid('param').id), 200),
  );
  api.openapi(
    createRoute({
      method: 'post',
      path: '/agreements/{id}/end',
      tags,
      summary: 'End an agreement from an instant on, by default now',
      request: { params: byId, body: optionalBody(endAgreement) },
      responses: ok(agreementView),
    }),
    async (c) => {
      const { at } = c.req.valid('json') ?? {};
      const input = at === undefined ? {} : { at };
      return c.json(await agreements.end(c.req.valid('param').id, input, changeBy(c)), 200);
    },
  );
  api.openapi(
    createRoute({
      method: 'post',
      path: '/agreements/{id}/void',
      tags,
      summary:
        'Take back an agreement that was typed wrong: what it booked is taken back when it is applied next',
      request: { params: byId, body: body(voidAgreement) },
      responses: ok(agreementView),
    }),
    async (c) =>
      c.json(await agreements.void(c.req.valid('param').id, c.req.valid('json'), changeBy(c)), 200),
  );
}
