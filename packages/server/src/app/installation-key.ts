import { randomBytes } from 'node:crypto';
import { existsSync, linkSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { WeirError } from '@weir/core/errors';

const KEY_BYTES = 32;

/**
 * A key of this installation: base64 from the environment variable, or of the file, which is made once per data directory.
 * Throws `config_invalid` for one that is too short.
 */
export function installationKey(
  path: string,
  variable: string,
  env: Readonly<Record<string, string | undefined>>,
): Buffer {
  const given = env[variable];
  const key = given === undefined || given === '' ? keyFile(path) : Buffer.from(given, 'base64');
  if (key.length < KEY_BYTES) {
    throw new WeirError('config_invalid', `${variable} holds fewer than ${KEY_BYTES} bytes.`, {
      field: variable,
      remedy: 'Make one with: openssl rand -base64 32',
    });
  }
  return key;
}

/** Several processes may come here at once: the first to link its key wins, and all use that. */
function keyFile(path: string): Buffer {
  if (!existsSync(path)) {
    const mine = `${path}.${randomBytes(6).toString('hex')}.tmp`;
    writeFileSync(mine, randomBytes(KEY_BYTES).toString('base64'), { mode: 0o600, flag: 'wx' });
    try {
      linkSync(mine, path);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    } finally {
      rmSync(mine, { force: true });
    }
  }
  return Buffer.from(readFileSync(path, 'utf8'), 'base64');
}
