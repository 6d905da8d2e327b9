import { createRoute } from '@hono/zod-openapi';
import {
  changeWorkload,
  createWorkload,
  mergedWorkload,
  mergeWorkload,
  STAGES,
  slug,
  tierProposal,
  workload,
} from '@weir/core/contract';
import { proposeTier } from '@weir/core/economics';
import { WeirError } from '@weir/core/errors';
import { z } from 'zod';
import { body, byId, created, ok, okPage, pageQuery } from '../answers/schemas.ts';
import type { AdminDeps } from '../deps.ts';
import { type Api, changeBy } from '../env.ts';

const tags = ['Workloads'];
const path = '/workloads';
const onePath = '/workloads/{id}';
const listQuery = pageQuery.extend({
  application: slug.optional(),
  environment: slug.optional(),
  stage: z.enum(STAGES).optional(),
});

export function addWorkloadRoutes(api: Api, deps: AdminDeps): void {
  const { workloads } = deps.registry;
  api.openapi(
    createRoute({
      method: 'get',
      path,
      tags,
      summary: 'List workloads',
      request: { query: listQuery },
      responses: okPage(workload),
    }),
    async (c) => c.json(await workloads.list(c.req.valid('query')), 200),
  );
  api.openapi(
    createRoute({
      method: 'post',
      path,
      tags,
      summary: 'Create a workload; an environment named for the first time is created with it',
      request: { body: body(createWorkload) },
      responses: created(workload),
    }),
    async (c) => c.json(await workloads.create(c.req.valid('json'), changeBy(c)), 201),
  );
  api.openapi(
    createRoute({
      method: 'get',
      path: onePath,
      tags,
      summary: 'Show a workload',
      request: { params: byId },
      responses: ok(workload),
    }),
    async (c) => c.json(await workloads.show(c.req.valid('param').id), 200),
  );
  api.openapi(
    createRoute({
      method: 'patch',
      path: onePath,
      tags,
      summary: 'Change a workload; null takes an optional field away, stage `retired` ends it',
      request: { params: byId, body: body(changeWorkload) },
      responses: ok(workload),
    }),
    async (c) => {
      const { id } = c.req.valid('param');
      const input = c.req.valid('json');
      // the stage is decided on by what is so now, not by what was found a moment ago
      if (input.stage === 'production') await deps.gates?.show(id);
      return c.json(await workloads.change(id, input, changeBy(c)), 200);
    },
  );
  api.openapi(
    createRoute({
      method: 'post',
      path: `${onePath}/merge`,
      tags,
      summary: 'Merge a workload into another: its keys go on there, and it is retired',
      request: { params: byId, body: body(mergeWorkload) },
      responses: ok(mergedWorkload),
    }),
    async (c) =>
      c.json(await workloads.merge(c.req.valid('param').id, c.req.valid('json'), changeBy(c)), 200),
  );
  api.openapi(
    createRoute({
      method: 'get',
      path: `${onePath}/tier-proposal`,
      tags,
      summary: 'Show which tier of models fits the classification of a workload, and why',
      request: { params: byId },
      responses: ok(tierProposal),
    }),
    async (c) => {
      const { id, classification, routing } = await workloads.show(c.req.valid('param').id);
      if (classification === undefined) {
        throw new WeirError('conflict', `The workload "${id}" is not classified`, {
          field: 'classification',
          remedy: `Say what it is like: PATCH /workloads/${id} with a classification.`,
        });
      }
      const proposal = proposeTier(classification);
      const tiers = routing?.allowed_tiers ?? [];
      return c.json({ ...proposal, allowed: tiers.length === 0 || tiers.includes(proposal.tier) }, 200);
    },
  );
}
