import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { writeFileAtomic } from '../../platform/atomic-file.ts';
import type { DataDir } from '../data-dir.ts';
import type { Stores } from './stores.ts';

/** Readable by this user only; new at every start of control, so that a copy soon loses its worth. */
export function writeCliToken(dir: DataDir): string {
  const token = randomBytes(32).toString('base64url');
  writeFileAtomic(dir.cliToken, `${token}\n`);
  return token;
}

/** The sandbox key can be kept in clear because it reaches the sandbox only; every start prints it. */
export function keepFirstStartSecrets(dir: DataDir, { sandboxKey }: Stores['firstStart']): void {
  if (sandboxKey !== undefined) writeFileAtomic(dir.sandboxKey, `${sandboxKey}\n`);
}

export function readSandboxKey(dir: DataDir): string | undefined {
  return existsSync(dir.sandboxKey) ? readFileSync(dir.sandboxKey, 'utf8').trim() : undefined;
}
