import { createRoute } from '@hono/zod-openapi';
import { gatewayHost } from '@weir/core/contract';
import { WeirError } from '@weir/core/errors';
import { z } from 'zod';
import { byId, ok } from '../answers/schemas.ts';
import type { AdminDeps } from '../deps.ts';
import { type Api, changeBy } from '../env.ts';

const tags = ['Installation'];

export function addGatewayRoutes(api: Api, { gateways }: AdminDeps): void {
  api.openapi(
    createRoute({
      method: 'get',
      path: '/gateways',
      tags,
      summary: 'List hosts that run gateways, and what of theirs has not landed yet',
      responses: ok(z.object({ data: z.array(gatewayHost) })),
    }),
    (c) => c.json({ data: [...(gateways?.hosts() ?? [])] }, 200),
  );
  api.openapi(
    createRoute({
      method: 'post',
      path: '/gateways/{id}/forget',
      tags,
      summary: 'Give up a gateway whose host is lost with its records: what it held of budgets is released',
      request: { params: byId },
      responses: ok(z.object({ forgotten: z.string() })),
    }),
    async (c) => {
      const { id } = c.req.valid('param');
      if (gateways === undefined) throw new WeirError('not_found', `No gateway ${id} is waited for`);
      await gateways.forget(id, changeBy(c));
      return c.json({ forgotten: id }, 200);
    },
  );
}
