import { createRoute } from '@hono/zod-openapi';
import { approval, approve, reject } from '@weir/core/contract';
import { body, byId, ok, okPage, optionalBody, pageQuery } from '../answers/schemas.ts';
import type { AdminDeps } from '../deps.ts';
import { type Api, changeBy } from '../env.ts';

const tags = ['Approvals'];
const { state, kind, subject } = approval.shape;
const listQuery = pageQuery.extend({
  state: state.optional(),
  kind: kind.optional(),
  subject: subject.max(400).optional(),
});

export function addApprovalRoutes(api: Api, { registry: { approvals } }: AdminDeps): void {
  api.openapi(
    createRoute({
      method: 'get',
      path: '/approvals',
      tags,
      summary: 'List what people are or were asked: may this budget be lifted, may this task go on',
      request: { query: listQuery },
      responses: okPage(approval),
    }),
    async (c) => c.json(await approvals.list(c.req.valid('query')), 200),
  );
  api.openapi(
    createRoute({
      method: 'get',
      path: '/approvals/{id}',
      tags,
      summary: 'Show what is asked, by how many calls, and how it was decided',
      request: { params: byId },
      responses: ok(approval),
    }),
    async (c) => c.json(await approvals.show(c.req.valid('param').id), 200),
  );
  api.openapi(
    createRoute({
      method: 'post',
      path: '/approvals/{id}/approve',
      tags,
      summary: 'Say yes; a budget is lifted by the amount until the instant',
      request: { params: byId, body: body(approve) },
      responses: ok(approval),
    }),
    async (c) =>
      c.json(await approvals.approve(c.req.valid('param').id, c.req.valid('json'), changeBy(c)), 200),
  );
  api.openapi(
    createRoute({
      method: 'post',
      path: '/approvals/{id}/reject',
      tags,
      summary: 'Say no; it is not asked again for an hour',
      request: { params: byId, body: optionalBody(reject) },
      responses: ok(approval),
    }),
    async (c) =>
      c.json(await approvals.reject(c.req.valid('param').id, c.req.valid('json'), changeBy(c)), 200),
  );
}
