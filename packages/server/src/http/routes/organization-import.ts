import { createRoute } from '@hono/zod-openapi';
import { ORGANIZATION_IMPORT_KINDS, organizationImported } from '@weir/core/contract';
import { WeirError } from '@weir/core/errors';
import { z } from 'zod';
import { readTable, type Table } from '../../ingest/calls/index.ts';
import { ok } from '../answers/schemas.ts';
import type { AdminDeps } from '../deps.ts';
import { type Api, changeBy } from '../env.ts';

const LARGEST = 10 * 1024 * 1024;
/** Columns as other systems call them. */
const ALIASES: Readonly<Record<string, string>> = {
  e_mail: 'email',
  mail: 'email',
  email_address: 'email',
  cost_centre: 'cost_center',
  role: 'roles',
};

const route = createRoute({
  method: 'post',
  path: '/imports/organization',
  tags: ['Imports'],
  summary:
    'Import cost centers, teams, applications or people from CSV; the body is the file. Good rows are taken, bad ones listed',
  request: {
    query: z.object({
      kind: z.enum(ORGANIZATION_IMPORT_KINDS),
      dry_run: z.enum(['true', 'false']).optional(),
    }),
    body: { content: { 'text/csv': { schema: z.string() } }, required: true },
  },
  responses: ok(organizationImported),
});

export function addOrganizationImportRoute(api: Api, { registry }: AdminDeps): void {
  api.openapi(route, async (c) => {
    const { kind, dry_run: dryRun } = c.req.valid('query');
    const { columns, rows } = await tableOf(await contentOf(c.req.raw));
    const report = await registry.organizationImport.run(
      { kind, columns, rows, dryRun: dryRun === 'true' },
      changeBy(c),
    );
    return c.json(report, 200);
  });
}

async function contentOf({ body }: Request): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of (body ?? []) as unknown as AsyncIterable<Uint8Array>) {
    size += chunk.byteLength;
    if (size > LARGEST) {
      throw new WeirError('body_too_large', 'The file is larger than 10 MB', {
        remedy: 'Split it; the header must be in each part.',
      });
    }
    chunks.push(chunk);
  }
  if (size > 0) return Buffer.concat(chunks);
  throw new WeirError('body_invalid', 'The body is empty', { remedy: 'Send the CSV file as the body.' });
}

async function tableOf(content: Uint8Array): Promise<Table> {
  const { columns, rows } = await readTable(content).catch((error: Error) => {
    throw new WeirError('body_invalid', `The first line cannot be read: ${error.message}`, {
      remedy: 'The first line names the columns; save the file as CSV in UTF-8.',
    });
  });
  const known = (column: string) => ALIASES[column] ?? column;
  return {
    columns: columns.map(known),
    rows: rows.map((row) =>
      'cells' in row
        ? { line: row.line, cells: new Map([...row.cells].map(([name, cell]) => [known(name), cell])) }
        : row,
    ),
  };
}
