import { resolve } from 'node:path';
import { type BackupSummary, backupEvent } from '@weir/core/contract';
import { type Context, defineCommand } from '../../command.ts';
import { CliError, jsonOrUndefined } from '../../errors.ts';
import { EXIT, exitForCode } from '../../exit-codes.ts';
import { formatBytes } from '../../output/figures.ts';
import { createProgress } from '../../output/progress.ts';
import { linesOf } from '../../pipe.ts';
import type { CliDeps } from '../../ports.ts';
import { printBackup } from './print.ts';

export const createBackupCommand = (deps: CliDeps) =>
  defineCommand(deps, {
    name: 'create',
    summary: 'write a backup of ledger and registry, while Weir runs',
    description:
      'Write ledger (Parquet, a file per table and month) and registry (JSON lines) as they are at one moment, with a\n' +
      'manifest of counts, exact sums and a SHA-256 per file. Calls go on meanwhile. The directory is on the host of\n' +
      'control and must be empty or not there. Not in it: the key that secrets are sealed with (secrets.key or\n' +
      'WEIR_SECRETS_KEY), prompts and answers that policies keep, and what has not landed yet. Keep the key elsewhere.',
    examples: [
      ['weir backup create /var/backups/weir/$(date +%F)', 'a backup of today'],
      ['weir backup create ./backup --json | jq .calls', 'how many calls are in it'],
    ],
    define: (command) => command.argument('<directory>', 'where to; empty or not there'),
    async run(context, _, directory = '') {
      const api = await context.api();
      const body = JSON.stringify({ directory: resolve(context.io.cwd, directory) });
      const init = { method: 'POST', headers: { 'content-type': 'application/json' }, body };
      const backup = await follow(context, await api.raw('/backups', init));
      printBackup(context.out, backup);
      context.out.note(
        'Secrets in it are sealed: without secrets.key or WEIR_SECRETS_KEY they cannot be opened.',
      );
    },
  });

async function follow({ io, out }: Context, response: Response): Promise<BackupSummary> {
  let progress: ReturnType<typeof createProgress> | undefined;
  let backup: BackupSummary | undefined;
  for await (const lines of linesOf(response.body as unknown as AsyncIterable<Uint8Array>)) {
    for (const line of lines) {
      const event = backupEvent.safeParse(jsonOrUndefined(line)).data;
      if (event?.type === 'progress') {
        progress ??= createProgress(io, out, event.total);
        progress.update(event.done, `${event.what}, ${formatBytes(event.bytes)}`);
      }
      if (event?.type === 'done') backup = event.backup;
      if (event?.type === 'error') {
        progress?.end();
        throw new CliError(exitForCode(event.code), { code: event.code, message: event.message });
      }
    }
  }
  progress?.end();
  if (backup !== undefined) return backup;
  throw new CliError(EXIT.failed, {
    code: 'backup_interrupted',
    message: 'The connection ended before the backup did',
    remedy: 'Remove what was written, which has no manifest.json, and run it again.',
  });
}
