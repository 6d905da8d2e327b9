import { source as sourceView } from '@weir/core/contract';
import { segment } from '../../api-client.ts';
import { defineCommand } from '../../command.ts';
import { EXIT } from '../../exit-codes.ts';
import type { CliDeps } from '../../ports.ts';
import { fileRequest } from '../source/files.ts';
import { followRun } from '../source/follow.ts';
import { printRun } from '../source/print.ts';

export const focusImport = (deps: CliDeps) =>
  defineCommand<{ source: string; strict?: boolean }>(deps, {
    name: 'import',
    summary: 'read a FOCUS file (1.0 to 1.4, CSV or Parquet) into a source',
    description:
      'Read a FOCUS file of version 1.0 to 1.4, CSV or Parquet. The source is made when there is none. The same file twice counts nothing twice.',
    examples: [
      ['weir focus import october.csv', 'into the source focus'],
      [
        'weir focus import aws-october.parquet --source aws-focus --strict',
        'exit 1 when a row was quarantined',
      ],
    ],
    define: (command) =>
      command
        .argument('<file>', 'file to read')
        .option('--source <id>', 'source it belongs to', 'focus')
        .option('--strict', 'exit 1 when rows were quarantined or something contradicts itself'),
    async run(context, { source: id, strict }, file = '') {
      const { name, init } = await fileRequest(context, file);
      const api = await context.api();
      const path = `/sources/${segment(id)}`;
      if ((await api.find(path, sourceView)) === undefined) {
        await api.send('POST', '/sources', sourceView, { id, kind: 'focus', name: id });
        context.out.note(`The source ${id} was made.`);
      }
      const run = await followRun(context, await api.raw(`${path}/files`, init, { name }));
      printRun(context.out, run);
      if (strict && (run.quarantined > 0 || run.warnings.length > 0)) context.exitWith(EXIT.failed);
    },
  });
