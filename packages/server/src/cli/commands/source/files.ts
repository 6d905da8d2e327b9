import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { basename, resolve } from 'node:path';
import { Readable } from 'node:stream';
import { type SourcePreview, type StatementLine, sourcePreview } from '@weir/core/contract';
import { segment } from '../../api-client.ts';
import { type Context, defineCommand } from '../../command.ts';
import { CliError, jsonOrUndefined, unreachableError, usageError } from '../../errors.ts';
import { EXIT } from '../../exit-codes.ts';
import { positiveInteger } from '../../options.ts';
import { formatCount, formatExact } from '../../output/figures.ts';
import type { CliDeps } from '../../ports.ts';
import { followRun } from './follow.ts';
import { printRun } from './print.ts';

export const sourceImport = (deps: CliDeps) =>
  defineCommand<{ strict?: boolean }>(deps, {
    name: 'import',
    summary: 'read a file into a source; the same file twice counts nothing twice',
    examples: [
      ['weir source import aws-bill cur-2026-10.parquet', 'a bill'],
      ['weir source import invoices october.csv --strict', 'exit 1 when a row was quarantined'],
    ],
    define: (command) =>
      command
        .argument('<id>', 'source that reads such files')
        .argument('<file>', 'file to read')
        .option('--strict', 'exit 1 when rows were quarantined or something contradicts itself'),
    async run(context, { strict }, id = '', file = '') {
      const { name, init } = await fileRequest(context, file);
      const api = await context.api();
      const run = await followRun(context, await api.raw(`/sources/${segment(id)}/files`, init, { name }));
      printRun(context.out, run);
      if (strict && (run.quarantined > 0 || run.warnings.length > 0)) context.exitWith(EXIT.failed);
    },
  });

export const sourcePreviewCommand = (deps: CliDeps) =>
  defineCommand<{ rows: number }>(deps, {
    name: 'preview',
    summary: 'show how the first rows would be taken; nothing is kept',
    description:
      'Show how the first rows of a file would be taken, or, without a file, of what the provider tells of the last day. Nothing is kept.',
    examples: [
      ['weir source preview aws-bill cur-2026-10.parquet', 'of a file'],
      ['weir source preview openai --rows 50', 'of the API'],
    ],
    define: (command) =>
      command
        .argument('<id>', 'source')
        .argument('[file]', 'file to look at')
        .option('--rows <n>', 'how many rows', positiveInteger, 20),
    async run(context, { rows }, id = '', file = '') {
      const path = `/sources/${segment(id)}/preview`;
      const given = file === '' ? undefined : await fileRequest(context, file);
      const api = await context.api();
      const query = { limit: rows, ...(given === undefined ? {} : { name: given.name }) };
      const response = await api.raw(path, given?.init ?? { method: 'POST' }, query);
      const preview = sourcePreview.safeParse(jsonOrUndefined(await response.text()));
      if (!preview.success) {
        throw unreachableError(
          'The answer is no preview',
          'Use the weir command of the same version as the running Weir.',
        );
      }
      print(context, preview.data);
    },
  });

export async function fileRequest(
  { io }: Context,
  file: string,
): Promise<{ name: string; init: RequestInit }> {
  const path = resolve(io.cwd, file);
  const found = await stat(path).catch((error: NodeJS.ErrnoException) => {
    const message = `Cannot read ${path}: ${error.code === 'ENOENT' ? 'there is no such file' : error.message}`;
    throw new CliError(EXIT.notFound, { code: 'file_unreadable', message }, error);
  });
  if (found.isDirectory())
    throw usageError(`${path} is a directory`, 'Name a file, or let a source watch the folder.', 'file');
  const init = {
    method: 'POST',
    body: Readable.toWeb(createReadStream(path)) as ReadableStream,
    duplex: 'half',
    headers: { 'content-type': 'application/octet-stream', accept: 'application/x-ndjson' },
  } as RequestInit;
  return { name: basename(path), init };
}

function print({ out }: Context, preview: SourcePreview): void {
  if (out.json) {
    out.data(preview);
    return;
  }
  if (preview.lines.length > 0) {
    out.table<StatementLine>(
      [
        { title: 'SINCE', value: ({ since }) => since.slice(0, 16) },
        { title: 'TELLS', value: ({ tells }) => tells },
        { title: 'PROVIDER', value: ({ provider }) => provider },
        { title: 'PROJECT', value: ({ project = '' }) => project },
        { title: 'MODEL', value: ({ model = '' }) => model },
        { title: 'UNIT', value: ({ unit = '' }) => unit },
        { title: 'QUANTITY', value: ({ quantity = '' }) => quantity, align: 'right' },
        {
          title: 'COST',
          value: ({ cost, currency }) => (cost === undefined ? '' : `${formatExact(cost)} ${currency}`),
          align: 'right',
        },
        { title: 'WHAT', value: ({ description }) => description.slice(0, 60) },
      ],
      preview.lines,
    );
  }
  for (const { place, line, reason } of preview.problems) {
    out.warn(`${place}${line === undefined ? '' : `, line ${line}`}: ${reason}`);
  }
  for (const warning of preview.warnings) out.warn(warning);
  const sums = Object.entries(preview.cost).map(([currency, cost]) => `${formatExact(cost)} ${currency}`);
  out.note(
    `${formatCount(preview.read)} rows, ${preview.complete ? 'all of it' : 'the first ones'}; ${sums.join(', ') || 'no cost'}. Nothing was kept.`,
  );
}
