import { createRoute } from '@hono/zod-openapi';
import {
  outcome,
  outcomeAnswer,
  outcomeBatch,
  outcomeImport,
  outcomeName,
  page,
  slug,
} from '@weir/core/contract';
import { WeirError } from '@weir/core/errors';
import { z } from 'zod';
import { DEFAULT_PAGE } from '../../registry/services/page.ts';
import { rangeQuery, readRange } from '../answers/cost-query.ts';
import { body, byId, listOf, ok, okPage, pageQuery, repeated } from '../answers/schemas.ts';
import type { AdminDeps } from '../deps.ts';
import type { Api } from '../env.ts';
import { present } from '../present.ts';

const tags = ['Outcomes'];
const path = '/outcomes';
const DEFAULT_RANGE_MS = 30 * 24 * 3_600_000;
const flag = z.enum(['true', 'false']).optional();

const listQuery = pageQuery.extend({
  ...rangeQuery.shape,
  workload: z.string().max(63).optional(),
  outcome: outcomeName.optional(),
  task: z.string().min(1).max(256).optional(),
  customer: z.string().min(1).max(256).optional(),
  success: flag,
  /** `true`: also those that were taken back. */
  retracted: flag,
  /** `true`: only those whose task or call is not in the ledger. */
  unlinked: flag,
  sandbox: z.enum(['include', 'exclude']).default('include'),
});

const importQuery = z.object({
  workload: slug.optional(),
  outcome: outcomeName.optional(),
  /** `column=field`, repeatable; the field `-` leaves the column out. */
  map: repeated,
});

export function addOutcomeRoutes(
  api: Api,
  { registry, outcomes, clock }: Pick<AdminDeps, 'registry' | 'outcomes' | 'clock'>,
): void {
  const desk = () => present(outcomes, 'Outcomes');
  api.openapi(
    createRoute({
      method: 'post',
      path,
      tags,
      summary:
        'Tell one outcome or many; the key of a workload will do, for that workload. Good ones are taken, the others listed',
      request: { body: body(outcomeBatch) },
      responses: ok(outcomeAnswer),
    }),
    async (c) => {
      const told = c.req.valid('json');
      const workload = c.get('workload');
      const by = { source: 'api', ...(workload === undefined ? {} : { workload }) };
      return c.json(await desk().intake.take(Array.isArray(told) ? told : [told], by), 200);
    },
  );
  api.openapi(
    createRoute({
      method: 'get',
      path,
      tags,
      summary: 'List outcomes as they count, newest first; of the last 30 days unless a range is given',
      request: { query: listQuery },
      responses: okPage(outcome),
    }),
    async (c) => {
      const { since, until, limit, success, retracted, unlinked, ...narrow } = c.req.valid('query');
      const now = clock.now();
      const range = {
        ...(since === undefined ? {} : { since }),
        ...(until === undefined ? {} : { until }),
      };
      const query = {
        ...Object.fromEntries(Object.entries(narrow).filter(([, value]) => value !== undefined)),
        // clocks of applications may be ahead
        ...readRange(range, now - DEFAULT_RANGE_MS, now + 5 * 60_000, registry.organization.show().time_zone),
        sandbox: narrow.sandbox,
        limit: limit ?? DEFAULT_PAGE,
        retracted: retracted === 'true',
        unlinked: unlinked === 'true',
        ...(success === undefined ? {} : { success: success === 'true' }),
      };
      return c.json(await desk().store.list(query), 200);
    },
  );
  api.openapi(
    createRoute({
      method: 'post',
      path: '/outcomes/import',
      tags,
      summary: 'Take outcomes from a CSV file, the body; what is wrong is told by its line',
      request: {
        query: importQuery,
        body: { content: { 'text/csv': { schema: z.string() } }, required: true },
      },
      responses: ok(outcomeImport),
    }),
    async (c) => {
      const { map, workload, outcome: name } = c.req.valid('query');
      const file = c.req.raw.body;
      if (file === null) {
        throw new WeirError('body_invalid', 'The body is empty', { remedy: 'Send the file as the body.' });
      }
      const options = {
        map: readMap(listOf(map)),
        ...(workload === undefined ? {} : { workload }),
        ...(name === undefined ? {} : { outcome: name }),
      };
      return c.json(await desk().importFile(file as unknown as AsyncIterable<Uint8Array>, options), 200);
    },
  );
  api.openapi(
    createRoute({
      method: 'get',
      path: '/outcomes/{id}',
      tags,
      summary: 'Show all versions of an outcome, oldest first; the last counts',
      request: { params: byId },
      responses: ok(page(outcome)),
    }),
    async (c) => {
      const { id } = c.req.valid('param');
      const data = await desk().store.versions(id);
      if (data.length === 0) {
        throw new WeirError('not_found', `There is no outcome ${JSON.stringify(id)}`, {
          field: 'id',
          remedy: '`weir outcome list` shows what was told.',
        });
      }
      return c.json({ data, next_cursor: null }, 200);
    },
  );
  api.openapi(
    createRoute({
      method: 'post',
      path: '/outcomes/{id}/retract',
      tags,
      summary: 'Take an outcome back: it counts no more and stays to be seen',
      request: { params: byId },
      responses: ok(outcome),
    }),
    async (c) => c.json(await desk().intake.retract(c.req.valid('param').id), 200),
  );
}

function readMap(pairs: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    pairs.map((text) => {
      const at = text.lastIndexOf('=');
      if (at > 0 && at < text.length - 1) return [text.slice(0, at), text.slice(at + 1)] as const;
      throw new WeirError('invalid_argument', `"${text}" maps nothing`, {
        field: 'map',
        remedy: 'Write map=column=field, for example map=Ticket=task.',
      });
    }),
  );
}
