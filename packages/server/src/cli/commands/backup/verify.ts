import { resolve } from 'node:path';
import { defineCommand } from '../../command.ts';
import type { CliDeps } from '../../ports.ts';
import { storageOf, withProgress } from '../../storage.ts';
import { printBackup } from './print.ts';

export const verifyBackupCommand = (deps: CliDeps) =>
  defineCommand<{ rows?: boolean }>(deps, {
    name: 'verify',
    summary: 'read a backup back and compare it with what it should hold',
    description:
      'Check that every file of a backup is there and unaltered (size, SHA-256), then read all rows and compare their\n' +
      'number, their exact sums and their content with those of the ledger the backup was made of.',
    connects: false,
    examples: [
      ['weir backup verify /var/backups/weir/2026-11-22', 'everything'],
      ['weir backup verify /var/backups/weir/2026-11-22 --no-rows', 'the files only, which is quicker'],
    ],
    define: (command) =>
      command.argument('<directory>', 'of the backup').option('--no-rows', 'do not read the rows'),
    async run(context, { rows }, directory = '') {
      const tools = await storageOf(context);
      const path = resolve(context.io.cwd, directory);
      const backup = await withProgress(context, (tell) =>
        tools.verifyBackup(path, { rows: rows !== false }, tell),
      );
      printBackup(context.out, backup);
      context.out.note(
        rows === false ? 'The files are as they were written.' : 'Everything is as it was written.',
      );
    },
  });
