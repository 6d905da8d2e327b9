import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { Readable } from 'node:stream';
import { outcomeImport } from '@weir/core/contract';
import { type Context, defineCommand } from '../../command.ts';
import { CliError, jsonOrUndefined, unreachableError } from '../../errors.ts';
import { EXIT } from '../../exit-codes.ts';
import { collectPairs } from '../../options.ts';
import { formatCount } from '../../output/figures.ts';
import type { CliDeps } from '../../ports.ts';
import { printCounts, toldText } from './print.ts';

interface Options {
  map?: Record<string, string>;
  workload?: string;
  outcome?: string;
  strict?: boolean;
}

export const importOutcomes = (deps: CliDeps) =>
  defineCommand<Options>(deps, {
    name: 'import',
    summary: 'take outcomes from a CSV file; the same file twice counts nothing twice',
    description:
      'Take outcomes from a CSV file with a header. Columns are named as the fields of an outcome, or mapped;\n' +
      'attributes.<name> is an attribute. Rows without an id get one made of their content.',
    examples: [
      ['weir outcome import outcomes.csv', 'columns named as fields: outcome, at, task, value, currency ...'],
      [
        'weir outcome import tickets.csv --map Ticket=task --map Closed=at --map Notes=- --outcome ticket_resolved --workload support-bot',
        "an export of one's own; Notes is left out",
      ],
      ['cat outcomes.csv | weir outcome import - --strict', 'exit 1 when a line was rejected'],
    ],
    define: (command) =>
      command
        .argument('<file>', 'CSV file; - reads standard input')
        .option(
          '--map <column=field>',
          'which field a column is; the field - leaves it out; repeat for more',
          collectPairs,
        )
        .option('--workload <id>', 'workload of rows that name none')
        .option('--outcome <name>', 'what happened, for rows that do not say')
        .option('--strict', 'exit 1 when a line was rejected (the good ones are taken all the same)'),
    async run(context, { map = {}, workload, outcome, strict }, file = '') {
      const { out } = context;
      const init = {
        method: 'POST',
        body: await bodyOf(context, file),
        duplex: 'half',
        headers: { 'content-type': 'text/csv' },
      } as RequestInit;
      const pairs = Object.entries(map).map(([column, field]) => `${column}=${field}`);
      const response = await (await context.api()).raw('/outcomes/import', init, {
        map: pairs,
        workload,
        outcome,
      });
      const read = outcomeImport.safeParse(jsonOrUndefined(await response.text()));
      if (!read.success)
        throw unreachableError(
          'The answer is not what this version of the command line knows',
          'Use the weir command of the same version as the running Weir.',
          read.error,
        );
      const done = read.data;
      if (out.json) out.data(done);
      else {
        out.fields([['read', formatCount(done.read)]]);
        printCounts(out, done);
        out.fields([['rejected', formatCount(done.rejected)]]);
        for (const { line, ...error } of done.errors) out.warn(`line ${line}: ${toldText(error)}`);
        const more = done.rejected - done.errors.length;
        if (more > 0) out.note(`  and ${formatCount(more)} more`);
      }
      if (done.rejected > 0 && strict === true) context.exitWith(EXIT.failed);
    },
  });

async function bodyOf({ io }: Context, file: string): Promise<ReadableStream> {
  if (file === '-') return Readable.toWeb(io.stdin as Readable) as ReadableStream;
  const path = resolve(io.cwd, file);
  const found = await stat(path).catch((error: NodeJS.ErrnoException) => {
    const reason = error.code === 'ENOENT' ? 'there is no such file' : error.message;
    throw new CliError(
      EXIT.notFound,
      { code: 'file_unreadable', message: `Cannot read ${path}: ${reason}` },
      error,
    );
  });
  if (!found.isFile()) {
    throw new CliError(EXIT.notFound, { code: 'file_unreadable', message: `${path} is no file` });
  }
  return Readable.toWeb(createReadStream(path)) as ReadableStream;
}
