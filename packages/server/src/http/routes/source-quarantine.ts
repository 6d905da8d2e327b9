import { createRoute } from '@hono/zod-openapi';
import {
  changeQuarantinedRow,
  QUARANTINE_STATES,
  quarantinedRow,
  replayQuarantine,
  replayResult,
} from '@weir/core/contract';
import { z } from 'zod';
import { body, byId, ok, okPage, optionalBody, pageQuery } from '../answers/schemas.ts';
import type { AdminDeps } from '../deps.ts';
import { type Api, changeBy } from '../env.ts';
import { present } from '../present.ts';

const tags = ['Sources'];

/** Rows that could not be understood: looked at, mended, replayed, dismissed. */
export function addSourceQuarantineRoutes(api: Api, deps: Pick<AdminDeps, 'sources' | 'registry'>): void {
  const desk = () => present(deps.sources, 'Sources');
  const { quarantine } = deps.registry;
  api.openapi(
    createRoute({
      method: 'get',
      path: '/sources/{id}/quarantine',
      tags,
      summary: 'List rows that could not be understood, whole, with why and what to do about it',
      request: { params: byId, query: pageQuery.extend({ state: z.enum(QUARANTINE_STATES).optional() }) },
      responses: okPage(quarantinedRow),
    }),
    async (c) => {
      const { id } = c.req.valid('param');
      await desk().show(id);
      const { state, ...request } = c.req.valid('query');
      return c.json(
        await quarantine.list(id, { ...request, ...(state === undefined ? {} : { state }) }),
        200,
      );
    },
  );
  api.openapi(
    createRoute({
      method: 'patch',
      path: '/sources/{id}/quarantine/{row}',
      tags,
      summary: 'Mend a row; replay it afterwards',
      request: {
        params: byId.extend({ row: z.string().min(1).max(200) }),
        body: body(changeQuarantinedRow),
      },
      responses: ok(quarantinedRow),
    }),
    async (c) => {
      const { id, row } = c.req.valid('param');
      return c.json(await quarantine.mend(id, row, c.req.valid('json').row, changeBy(c)), 200);
    },
  );
  api.openapi(
    createRoute({
      method: 'post',
      path: '/sources/{id}/quarantine/replay',
      tags,
      summary: 'Take rows in that can be understood now: those named, or all that are open',
      request: { params: byId, body: optionalBody(replayQuarantine) },
      responses: ok(replayResult),
    }),
    async (c) => {
      const { rows } = c.req.valid('json') ?? {};
      return c.json(await desk().replay(c.req.valid('param').id, rows, changeBy(c)), 200);
    },
  );
  api.openapi(
    createRoute({
      method: 'post',
      path: '/sources/{id}/quarantine/dismiss',
      tags,
      summary: 'Leave rows out for good: those named, or all that are open',
      request: { params: byId, body: optionalBody(replayQuarantine) },
      responses: ok(z.object({ dismissed: z.number().int() })),
    }),
    async (c) => {
      const { id } = c.req.valid('param');
      await desk().show(id);
      const { rows } = c.req.valid('json') ?? {};
      return c.json({ dismissed: await quarantine.dismiss(id, rows, changeBy(c)) }, 200);
    },
  );
}
