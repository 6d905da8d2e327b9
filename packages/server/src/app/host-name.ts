import { randomBytes } from 'node:crypto';
import { linkSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import type { DataDir } from './data-dir.ts';

/**
 * What this host calls itself towards control: made once per data directory, since control tells by it whose spool has
 * been emptied. A host that lost its directory is another host.
 */
export function hostNameOf(dir: DataDir): string {
  const known = read(dir.hostName);
  if (known !== undefined) return known;
  const suffix = randomBytes(4).toString('hex');
  const mine = `${dir.hostName}.${suffix}.tmp`;
  writeFileSync(mine, `${hostname()}-${suffix}`, { mode: 0o600, flag: 'wx' });
  try {
    // several processes may come here at once: the first name wins
    linkSync(mine, dir.hostName);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  } finally {
    rmSync(mine, { force: true });
  }
  return readFileSync(dir.hostName, 'utf8').trim();
}

function read(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8').trim();
  } catch {
    return undefined;
  }
}
