import { createRoute } from '@hono/zod-openapi';
import {
  decideProposal,
  ignoreProposal,
  month,
  PROPOSAL_KINDS,
  PROPOSAL_STATES,
  proposal,
  proposalEntries,
} from '@weir/core/contract';
import { z } from 'zod';
import type { Decision } from '../../books/proposals/index.ts';
import { body, byId, ok, okPage, optionalBody, pageQuery } from '../answers/schemas.ts';
import type { AdminDeps } from '../deps.ts';
import { type Api, changeBy } from '../env.ts';
import { present } from '../present.ts';

const tags = ['Books'];
const listQuery = pageQuery.extend({
  state: z.enum(PROPOSAL_STATES).optional(),
  kind: z.enum(PROPOSAL_KINDS).optional(),
  month: month.optional(),
});
const MOST_ENTRIES = 1_000;

export function addProposalRoutes(api: Api, deps: AdminDeps): void {
  const books = () => present(deps.books, 'Keeping books');
  api.openapi(
    createRoute({
      method: 'get',
      path: '/proposals',
      tags,
      summary: 'List changes to the books that wait for a word, were booked or rejected',
      request: { query: listQuery },
      responses: okPage(proposal),
    }),
    async (c) => c.json(await books().proposals.list(c.req.valid('query')), 200),
  );
  api.openapi(
    createRoute({
      method: 'get',
      path: '/proposals/{id}',
      tags,
      summary: 'Show what would be changed, by how much and why',
      request: { params: byId },
      responses: ok(proposal),
    }),
    async (c) => c.json(await books().proposals.show(c.req.valid('param').id), 200),
  );
  api.openapi(
    createRoute({
      method: 'get',
      path: '/proposals/{id}/entries',
      tags,
      summary: 'List the entries it books, in order',
      request: {
        params: byId,
        query: z.object({
          limit: z.coerce.number().int().min(1).max(MOST_ENTRIES).default(100),
          offset: z.coerce.number().int().min(0).default(0),
        }),
      },
      responses: ok(proposalEntries),
    }),
    async (c) => {
      const { limit, offset } = c.req.valid('query');
      const { id } = c.req.valid('param');
      const { entries: total } = await books().proposals.show(id);
      const data = [];
      let seen = 0;
      for await (const piece of books().proposals.entries(id)) {
        data.push(...piece.slice(Math.max(0, offset - seen), Math.max(0, offset + limit - seen)));
        seen += piece.length;
        if (seen >= offset + limit) break;
      }
      return c.json({ data, total }, 200);
    },
  );
  addDecisionRoutes(api, books);
}

type Books = NonNullable<AdminDeps['books']>;

function addDecisionRoutes(api: Api, books: () => Books): void {
  api.openapi(
    createRoute({
      method: 'post',
      path: '/proposals/{id}/approve',
      tags,
      summary: 'Say yes: its entries are booked, exactly once; asked again, a booking that broke off goes on',
      request: { params: byId, body: optionalBody(decideProposal) },
      responses: ok(proposal),
    }),
    async (c) =>
      c.json(
        await books().proposals.approve(
          c.req.valid('param').id,
          decision(changeBy(c), c.req.valid('json') ?? {}),
        ),
        200,
      ),
  );
  api.openapi(
    createRoute({
      method: 'post',
      path: '/proposals/{id}/reject',
      tags,
      summary: 'Say no; the same difference is not proposed again',
      request: { params: byId, body: optionalBody(decideProposal) },
      responses: ok(proposal),
    }),
    async (c) =>
      c.json(
        await books().proposals.reject(
          c.req.valid('param').id,
          decision(changeBy(c), c.req.valid('json') ?? {}),
        ),
        200,
      ),
  );
  api.openapi(
    createRoute({
      method: 'post',
      path: '/proposals/{id}/ignore',
      tags,
      summary:
        'Accept the difference to the bill with a reason, and book nothing; it is explained from then on',
      request: { params: byId, body: body(ignoreProposal) },
      responses: ok(proposal),
    }),
    async (c) => {
      const { reason, by } = c.req.valid('json');
      const { id } = c.req.valid('param');
      return c.json(await books().reconciliation.ignore(id, reason, decision(changeBy(c), { by })), 200);
    },
  );
}

function decision(
  { actor, idempotency }: ReturnType<typeof changeBy>,
  given: z.infer<typeof decideProposal>,
): Decision {
  return {
    actor,
    ...(given.by === undefined ? {} : { by: given.by }),
    ...(given.note === undefined ? {} : { note: given.note }),
    ...(idempotency === undefined ? {} : { idempotency }),
  };
}
