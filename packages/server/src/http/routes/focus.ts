import { createRoute } from '@hono/zod-openapi';
import {
  FOCUS_DATASETS,
  FOCUS_EXPORT_FORMATS,
  FOCUS_EXPORT_VERSIONS,
  FOCUS_GRANULARITIES,
  focusMetadata,
} from '@weir/core/contract';
import { startOfMonth } from '@weir/core/economics';
import { WeirError } from '@weir/core/errors';
import { z } from 'zod';
import { CONTENT_TYPES } from '../../reports/export/index.ts';
import { type FocusQuery, sourceFile } from '../../reports/focus/index.ts';
import { rangeQuery, readRange, SANDBOX_MODES } from '../answers/cost-query.ts';
import { fileBody } from '../answers/file-body.ts';
import { failures, listOf, ok, repeated } from '../answers/schemas.ts';
import type { AdminDeps, FocusDeps } from '../deps.ts';
import type { Api } from '../env.ts';
import type { SandboxMode } from '../sandbox-mode.ts';

const query = rangeQuery.extend({
  version: z.enum(FOCUS_EXPORT_VERSIONS).default('1.2'),
  dataset: z.enum(FOCUS_DATASETS).default('usage'),
  granularity: z.enum(FOCUS_GRANULARITIES).default('day'),
  /** Custom tag that tells rows apart, repeatable. */
  tag: repeated,
  sandbox: z.enum(SANDBOX_MODES).default('auto'),
});
const fileQuery = query.extend({
  format: z.enum(FOCUS_EXPORT_FORMATS).default('csv'),
  /** Id of a source of the kind focus: what it told, as it told it, in CSV, instead of the ledger. */
  source: z.string().min(1).max(200).optional(),
});

/** Typed loosely, as `eventLines` are. */
const bytes: Record<string, { schema: z.ZodType }> = { 'application/octet-stream': { schema: z.string() } };

export function addFocusRoutes(api: Api, deps: AdminDeps, sandbox: SandboxMode): void {
  const { registry, clock, focus, log } = deps;

  async function read(asked: z.infer<typeof query>): Promise<FocusQuery> {
    const organization = registry.organization.show();
    const zone = organization.time_zone;
    const now = clock.now();
    return {
      ...readRange(asked, startOfMonth(now, zone), now, zone),
      version: asked.version,
      dataset: asked.dataset,
      granularity: asked.granularity,
      timeZone: zone,
      organization: { id: organization.id, name: organization.name },
      tags: listOf(asked.tag),
      sandbox: await sandbox.resolve(asked.sandbox),
    };
  }

  api.openapi(
    createRoute({
      method: 'get',
      path: '/exports/focus',
      tags: ['Exports'],
      summary: 'The ledger as FOCUS 1.2 or 1.4, CSV or Parquet, as a file of any size',
      request: { query: fileQuery },
      responses: { 200: { description: 'The file, as it is made', content: bytes }, ...failures },
    }),
    async (c) => {
      const asked = c.req.valid('query');
      const question = await read(asked);
      const { since, until } = question;
      const made =
        asked.source === undefined
          ? required(focus).exporter.rows(question, asked.format, c.req.raw.signal)
          : sourceFile(required(focus).statements, { since, until, source: asked.source });
      c.header('content-type', CONTENT_TYPES[asked.source === undefined ? asked.format : 'csv']);
      const name = `weir-focus-${asked.version}.${asked.source === undefined ? asked.format : 'csv'}`;
      c.header('content-disposition', `attachment; filename="${name}"`);
      return fileBody(c, await begun(made), log);
    },
  );

  api.openapi(
    createRoute({
      method: 'get',
      path: '/exports/focus/metadata',
      tags: ['Exports'],
      summary: 'What describes a FOCUS export: data dictionary, generator, rows and exact sums',
      request: { query },
      responses: ok(focusMetadata),
    }),
    async (c) => {
      const asked = await read(c.req.valid('query'));
      return c.json(await required(focus).exporter.metadata(asked, c.req.raw.signal), 200);
    },
  );
}

function required(focus: FocusDeps | undefined): FocusDeps {
  if (focus !== undefined) return focus;
  throw new WeirError('not_found', 'FOCUS is not exported here', {
    remedy: 'Ask the control that keeps the ledger.',
  });
}

/** Waits for the first piece, so that what is wrong with the question is an error and no file that breaks off. */
async function begun(pieces: AsyncIterable<Uint8Array>): Promise<AsyncIterable<Uint8Array>> {
  const reading = pieces[Symbol.asyncIterator]();
  const first = await reading.next();
  return {
    async *[Symbol.asyncIterator]() {
      try {
        for (let next = first; next.done !== true; next = await reading.next()) yield next.value;
      } finally {
        await reading.return?.();
      }
    },
  };
}
