import { createRoute } from '@hono/zod-openapi';
import { runSource, sourcePreview, sourceRun, sourceRunEvent } from '@weir/core/contract';
import { WeirError } from '@weir/core/errors';
import { z } from 'zod';
import { streamEvents } from '../answers/event-lines.ts';
import { byId, failures, ok, okPage, optionalBody, pageQuery } from '../answers/schemas.ts';
import type { AdminDeps } from '../deps.ts';
import type { Api } from '../env.ts';
import { present } from '../present.ts';

const tags = ['Sources'];
const MOST_PREVIEWED = 1_000;
const PREVIEWED = 20;
/** Typed loosely: the framework takes "x-ndjson" for a kind of JSON it cannot stream. */
const eventLines: Record<string, { schema: z.ZodType }> = {
  'application/x-ndjson': { schema: sourceRunEvent },
};
const events = {
  200: { description: 'Events; the last is `done` or `error`', content: eventLines },
  ...failures,
};
const file = { content: { 'application/octet-stream': { schema: z.string() } } };
const fileName = z.string().min(1).max(500);

/** Running a source, reading files, and trying both without keeping anything. */
export function addSourceRunRoutes(api: Api, deps: Pick<AdminDeps, 'sources' | 'registry' | 'log'>): void {
  const desk = () => present(deps.sources, 'Sources');
  api.openapi(
    createRoute({
      method: 'post',
      path: '/sources/{id}/run',
      tags,
      summary: 'Run a source now, over what is new or over a stretch of the past; one JSON event a line',
      request: { params: byId, body: optionalBody(runSource) },
      responses: events,
    }),
    async (c) => {
      const { id } = c.req.valid('param');
      await desk().show(id);
      const { since, until } = c.req.valid('json') ?? {};
      const stretch =
        since === undefined && until === undefined
          ? undefined
          : {
              ...(since === undefined ? {} : { since: new Date(since) }),
              ...(until === undefined ? {} : { until: new Date(until) }),
            };
      return streamEvents(c, desk().run(id, stretch), deps.log);
    },
  );
  api.openapi(
    createRoute({
      method: 'post',
      path: '/sources/{id}/files',
      tags,
      summary: 'Read a file; the body is the file, the answer one JSON event a line while it is read',
      request: { params: byId, query: z.object({ name: fileName }), body: { ...file, required: true } },
      responses: events,
    }),
    async (c) => {
      const { id } = c.req.valid('param');
      await desk().show(id);
      const content = c.req.raw.body;
      if (content === null) {
        throw new WeirError('body_invalid', 'The body is empty', { remedy: 'Send the file as the body.' });
      }
      const { name } = c.req.valid('query');
      const stream = content as unknown as AsyncIterable<Uint8Array>;
      return streamEvents(c, desk().upload(id, name, stream), deps.log);
    },
  );
  api.openapi(
    createRoute({
      method: 'post',
      path: '/sources/{id}/preview',
      tags,
      summary: 'Show the first rows of a file, or of what the API tells of the last day; nothing is kept',
      request: {
        params: byId,
        query: z.object({
          name: fileName.optional(),
          limit: z.coerce.number().int().min(1).max(MOST_PREVIEWED).optional(),
        }),
        body: file,
      },
      responses: ok(sourcePreview),
    }),
    async (c) => {
      const { name, limit = PREVIEWED } = c.req.valid('query');
      const content = c.req.raw.body as unknown as AsyncIterable<Uint8Array> | null;
      const given = name === undefined || content === null ? undefined : { name, body: content };
      return c.json(await desk().preview(c.req.valid('param').id, given, limit), 200);
    },
  );
  api.openapi(
    createRoute({
      method: 'get',
      path: '/sources/{id}/runs',
      tags,
      summary: 'List what a source did: lines, errors, warnings',
      request: { params: byId, query: pageQuery },
      responses: okPage(sourceRun),
    }),
    async (c) => {
      const { id } = c.req.valid('param');
      await desk().show(id);
      return c.json(await deps.registry.sourceRuns.list(id, c.req.valid('query')), 200);
    },
  );
}
