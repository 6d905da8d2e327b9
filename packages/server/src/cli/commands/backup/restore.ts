import { resolve } from 'node:path';
import { addDirectoryOptions, defineCommand } from '../../command.ts';
import { type ConnectionOptions, configOf } from '../../connect.ts';
import type { CliDeps } from '../../ports.ts';
import { storageOf, withProgress } from '../../storage.ts';
import { printBackup } from './print.ts';

export const restoreBackupCommand = (deps: CliDeps) =>
  defineCommand<ConnectionOptions>(deps, {
    name: 'restore',
    summary: 'make a Weir out of a backup, on an empty data directory or empty servers',
    description:
      'Check a backup, put it into an empty data directory (or the servers that ledger.url_env and registry.url_env\n' +
      'name), and compare every table and month with it. Nothing is merged or overwritten. To open the secrets in it,\n' +
      'put the secrets.key of the old installation into the data directory, or set WEIR_SECRETS_KEY.',
    connects: false,
    examples: [
      ['weir backup restore /var/backups/weir/2026-11-22 --data-dir ./weir-data', 'then: weir up'],
      ['weir backup restore ./backup --config weir.yaml', 'into the servers that weir.yaml names'],
    ],
    define: (command) => addDirectoryOptions(command.argument('<directory>', 'of the backup')),
    async run(context, options, directory = '') {
      const tools = await storageOf(context);
      const config = configOf(context.io, options);
      const path = resolve(context.io.cwd, directory);
      const into = { ...config, data_dir: resolve(context.io.cwd, config.data_dir) };
      const backup = await withProgress(context, (tell) => tools.restoreBackup(into, path, tell));
      printBackup(context.out, backup);
      context.out.note(
        'Restored and compared. Put the secrets.key of the old installation beside it, then start Weir.',
      );
    },
  });
