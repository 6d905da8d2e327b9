import { createRoute } from '@hono/zod-openapi';
import { slug } from '@weir/core/contract';
import { WeirError } from '@weir/core/errors';
import { z } from 'zod';
import { eventLines, streamEvents } from '../answers/event-lines.ts';
import { failures, listOf, repeated } from '../answers/schemas.ts';
import { type AdminDeps, IMPORT_FORMATS, type ImportOptions } from '../deps.ts';
import type { Api } from '../env.ts';

const query = z.object({
  format: z.enum(IMPORT_FORMATS),
  provider: z.string().min(1).max(100).optional(),
  model: z.string().min(1).max(200).optional(),
  workload: slug.optional(),
  /** `column=field`, repeatable. */
  map: repeated,
});

const route = createRoute({
  method: 'post',
  path: '/imports/calls',
  tags: ['Imports'],
  summary:
    'Import calls from a file; the body is the file, the answer one JSON event a line while it is read',
  request: {
    query,
    body: { content: { 'application/octet-stream': { schema: z.string() } }, required: true },
  },
  responses: {
    200: {
      description: 'Events; the last is `done` or `error`',
      content: eventLines,
    },
    ...failures,
  },
});

export function addImportRoutes(api: Api, deps: AdminDeps): void {
  api.openapi(route, async (c) => {
    const options = readOptions(c.req.valid('query'));
    if (options.workload !== undefined) await requireWorkload(deps, options.workload);
    const file = c.req.raw.body;
    if (file === null) {
      throw new WeirError('body_invalid', 'The body is empty', { remedy: 'Send the file as the body.' });
    }
    return streamEvents(c, deps.importer(file as unknown as AsyncIterable<Uint8Array>, options), deps.log);
  });
}

function readOptions({ map, ...given }: z.infer<typeof query>): ImportOptions {
  const pairs = listOf(map).map((text) => {
    const at = text.indexOf('=');
    if (at > 0 && at < text.length - 1) return [text.slice(0, at), text.slice(at + 1)] as const;
    throw new WeirError('invalid_argument', `"${text}" maps nothing`, {
      field: 'map',
      remedy: 'Write map=column=field, for example map=in=input_tokens.',
    });
  });
  const { format, provider, model, workload } = given;
  return {
    format,
    map: Object.fromEntries(pairs),
    ...(provider === undefined ? {} : { provider }),
    ...(model === undefined ? {} : { model }),
    ...(workload === undefined ? {} : { workload }),
  };
}

async function requireWorkload({ registry }: AdminDeps, id: string): Promise<void> {
  try {
    await registry.workloads.show(id);
  } catch (error) {
    if (!(error instanceof WeirError) || error.code !== 'not_found') throw error;
    throw new WeirError('invalid_argument', error.message, {
      field: 'workload',
      remedy: 'Create the workload first, or name one that exists.',
      cause: error,
    });
  }
}
