import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isInstanceDirectory, OWNER_FILE } from '../ledger/spool/layout.ts';
import { isProcessAlive, type ProcessIdentity } from '../platform/process-identity.ts';

export type SpoolState = 'alive' | 'ended' | 'drained';

/** Incarnations that have a directory in a spool root. */
export function spoolInstances(root: string): string[] {
  return readdirSync(root).filter(isInstanceDirectory);
}

/** The ledger writer removes a directory once all of it has landed. */
export function spoolState(root: string, instance: string): SpoolState {
  const directory = join(root, instance);
  if (!existsSync(directory)) return 'drained';
  try {
    const owner = JSON.parse(readFileSync(join(directory, OWNER_FILE), 'utf8')) as ProcessIdentity;
    return isProcessAlive(owner) ? 'alive' : 'ended';
  } catch {
    return existsSync(directory) ? 'ended' : 'drained';
  }
}
