import { createRoute } from '@hono/zod-openapi';
import { backupEvent, createBackup } from '@weir/core/contract';
import { WeirError } from '@weir/core/errors';
import type { z } from 'zod';
import { streamEvents } from '../answers/event-lines.ts';
import { failures } from '../answers/schemas.ts';
import type { AdminDeps } from '../deps.ts';
import type { Api } from '../env.ts';

/** Typed loosely: the framework takes "x-ndjson" for a kind of JSON it cannot stream. */
const lines: Record<string, { schema: z.ZodType }> = {
  'application/x-ndjson': { schema: backupEvent },
};

const route = createRoute({
  method: 'post',
  path: '/backups',
  tags: ['Backups'],
  summary:
    'Write a backup of ledger and registry to a directory on the host of control, while everything goes on; one JSON event a line',
  request: { body: { content: { 'application/json': { schema: createBackup } }, required: true } },
  responses: {
    200: { description: 'Events; the last is `done` or `error`', content: lines },
    ...failures,
  },
});

export function addBackupRoutes(api: Api, deps: AdminDeps): void {
  api.openapi(route, (c) => {
    const { directory } = c.req.valid('json');
    if (deps.backups === undefined) {
      throw new WeirError('not_found', 'No backup can be written here', {
        remedy: 'Ask the control that leads.',
      });
    }
    return streamEvents(c, deps.backups.create(directory), deps.log);
  });
}
