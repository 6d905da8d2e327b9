import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { Readable } from 'node:stream';
import { Option } from 'commander';
import { type Context, defineCommand } from '../../command.ts';
import { CliError, usageError } from '../../errors.ts';
import { EXIT } from '../../exit-codes.ts';
import { followImport, type ImportDone } from '../../import-events.ts';
import { collectPairs } from '../../options.ts';
import { formatCount, formatExact } from '../../output/figures.ts';
import type { CliDeps } from '../../ports.ts';

const FORMATS = ['azure-trace', 'csv', 'jsonl'] as const;

interface Options {
  format: (typeof FORMATS)[number];
  map?: Record<string, string>;
  provider?: string;
  model?: string;
  workload?: string;
  strict?: boolean;
}

export const importCalls = (deps: CliDeps) =>
  defineCommand<Options>(deps, {
    name: 'calls',
    summary: 'import calls from a file; the same file twice imports nothing twice',
    description:
      'Import calls that did not pass the gateway. Each line is priced at the price of its day.\n' +
      'Importing is idempotent: what is in the ledger already is counted as a duplicate.',
    creates: true,
    examples: [
      [
        'weir import calls trace.csv --format azure-trace --provider openai --model gpt-4o --workload support-bot',
        'a public Azure LLM inference trace',
      ],
      [
        'weir import calls usage.csv --format csv --map when=at --map in=input_tokens --workload etl',
        'a CSV with columns of its own',
      ],
      ['zcat calls.jsonl.gz | weir import calls - --format jsonl', 'from standard input'],
    ],
    define: (command) =>
      command
        .argument('<file>', 'file to read; - reads standard input')
        .addOption(
          new Option('--format <format>', 'what the file holds').choices(FORMATS).makeOptionMandatory(),
        )
        .option('--map <column=field>', 'which field a column of the file is; repeat for more', collectPairs)
        .option('--provider <id>', 'provider of calls that do not name one')
        .option('--model <name>', 'model of calls that do not name one')
        .option('--workload <id>', 'workload of calls that do not name one')
        .option('--strict', 'exit 1 when a line was rejected (the good ones are imported all the same)'),
    async run(context, options, file = '') {
      const { bytes, body } = await openInput(context, file);
      const client = await context.api();
      const map = Object.entries(options.map ?? {}).map(([column, field]) => `${column}=${field}`);
      const { format, provider, model, workload } = options;
      const init = {
        method: 'POST',
        body,
        duplex: 'half',
        headers: { 'content-type': 'application/octet-stream', accept: 'application/x-ndjson' },
      } as RequestInit;
      const response = await client.raw('/imports/calls', init, { format, provider, model, workload, map });
      const done = await followImport(context, response, bytes);
      if (context.out.json) context.out.data(done);
      else printSummary(context, done);
      if (done.rejected > 0 && options.strict === true) context.exitWith(EXIT.failed);
    },
  });

/** The file as a stream, and its size when that is known. */
async function openInput({ io }: Context, file: string): Promise<{ bytes?: number; body: ReadableStream }> {
  if (file === '-') return { body: Readable.toWeb(io.stdin as Readable) as ReadableStream };
  const path = resolve(io.cwd, file);
  const found = await stat(path).catch((error: NodeJS.ErrnoException) => {
    const reason = error.code === 'ENOENT' ? 'there is no such file' : error.message;
    throw new CliError(
      EXIT.notFound,
      { code: 'file_unreadable', message: `Cannot read ${path}: ${reason}` },
      error,
    );
  });
  if (found.isDirectory())
    throw usageError(`${path} is a directory`, 'Name a file, or - for standard input.', 'file');
  return { bytes: found.size, body: Readable.toWeb(createReadStream(path)) as ReadableStream };
}

function printSummary({ out }: Context, done: ImportDone): void {
  out.fields([
    ['read', formatCount(done.read)],
    ['imported', formatCount(done.imported)],
    ['duplicates', formatCount(done.duplicates)],
    ['rejected', formatCount(done.rejected)],
    ['cost', `${formatExact(done.cost)} ${done.currency}`],
  ]);
  if (done.rejected === 0) return;
  out.warn(`${formatCount(done.rejected)} lines were rejected and not imported:`);
  for (const { line, reason } of done.rejections) out.note(`  line ${line}: ${reason}`);
  const more = done.rejected - done.rejections.length;
  if (more > 0) out.note(`  and ${formatCount(more)} more`);
  out.note('Mend these lines and import the file again: the others are not imported twice.');
}
