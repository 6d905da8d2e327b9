import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { CliIo } from '../../ports.ts';

const run = promisify(execFile);

/** Who creates a workload without --owner: the e-mail address git knows here, else the name of the account. */
export async function defaultOwner(io: CliIo): Promise<string | undefined> {
  return (await gitEmail(io)) ?? io.env['USER'] ?? io.env['LOGNAME'] ?? io.env['USERNAME'];
}

async function gitEmail(io: CliIo): Promise<string | undefined> {
  try {
    const options = { cwd: io.cwd, env: { ...io.env } as NodeJS.ProcessEnv, timeout: 2_000 };
    const { stdout } = await run('git', ['config', '--get', 'user.email'], options);
    return stdout.trim() || undefined;
  } catch {
    return undefined;
  }
}
