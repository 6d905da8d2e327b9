import { createRoute } from '@hono/zod-openapi';
import { auditEntry } from '@weir/core/contract';
import { z } from 'zod';
import { okPage, pageQuery } from '../answers/schemas.ts';
import type { AdminDeps } from '../deps.ts';
import type { Api } from '../env.ts';

const text = z.string().min(1).max(300).optional();

export function addAuditRoutes(api: Api, { registry: { audit } }: AdminDeps): void {
  api.openapi(
    createRoute({
      method: 'get',
      path: '/audit',
      tags: ['Audit'],
      summary: 'List who changed what, when; subject is <kind>/<id>',
      request: { query: pageQuery.extend({ subject: text, action: text, actor: text }) },
      responses: okPage(auditEntry),
    }),
    async (c) => c.json(await audit.list(c.req.valid('query')), 200),
  );
}
