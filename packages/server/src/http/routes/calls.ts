import { createRoute } from '@hono/zod-openapi';
import { callContent, callFact, callSummary } from '@weir/core/contract';
import { WeirError } from '@weir/core/errors';
import { DEFAULT_PAGE } from '../../registry/services/page.ts';
import { filterQuery, rangeQuery, readFilter, readRange } from '../answers/cost-query.ts';
import { byId, ok, okPage, pageQuery } from '../answers/schemas.ts';
import type { AdminDeps } from '../deps.ts';
import type { Api } from '../env.ts';

const tags = ['Calls'];
const DEFAULT_RANGE_MS = 30 * 24 * 3_600_000;
const listQuery = pageQuery.extend({ ...rangeQuery.shape, ...filterQuery.shape });

export function addCallRoutes(api: Api, { registry, ledger, clock, content }: AdminDeps): void {
  api.openapi(
    createRoute({
      method: 'get',
      path: '/calls',
      tags,
      summary: 'List calls, newest first; of the last 30 days unless a range is given',
      request: { query: listQuery },
      responses: okPage(callSummary),
    }),
    async (c) => {
      const query = c.req.valid('query');
      const now = clock.now();
      const range = readRange(query, now - DEFAULT_RANGE_MS, now, registry.organization.show().time_zone);
      const found = await ledger.calls({
        ...range,
        filter: readFilter(query.filter),
        limit: query.limit ?? DEFAULT_PAGE,
        ...(query.cursor === undefined ? {} : { cursor: query.cursor }),
      });
      return c.json(found, 200);
    },
  );
  api.openapi(
    createRoute({
      method: 'get',
      path: '/calls/{id}',
      tags,
      summary: 'Show one call: timing, attempts, tags and where they came from, charges',
      request: { params: byId },
      responses: ok(callFact),
    }),
    async (c) => {
      const { id } = c.req.valid('param');
      const call = await ledger.call(id);
      if (call === undefined) throw noSuchCall(id);
      return c.json(call, 200);
    },
  );
  api.openapi(
    createRoute({
      method: 'get',
      path: '/calls/{id}/content',
      tags,
      summary:
        'Read prompt and completion of a call, where a policy keeps them; every reading is in the audit log',
      request: { params: byId },
      responses: ok(callContent),
    }),
    async (c) => {
      const { id } = c.req.valid('param');
      const call = await ledger.call(id);
      if (call === undefined) throw noSuchCall(id);
      const kept = await content?.(id, call.started_at);
      if (kept === undefined) throw notKept(id);
      await registry.audit.noteReading('call.read_content', `call/${id}`, { actor: c.get('actor') });
      return c.json(kept, 200);
    },
  );
}

function notKept(id: string): WeirError {
  return new WeirError('not_found', `Prompt and completion of the call "${id}" are not kept`, {
    field: 'id',
    remedy:
      'Nothing is kept unless the workload has data.retention, and then only for its days and its sample.',
  });
}

function noSuchCall(id: string): WeirError {
  return new WeirError('not_found', `There is no call "${id}" in the ledger`, {
    field: 'id',
    remedy: 'A call appears a moment after it ended: `weir call list` shows which there are.',
  });
}
