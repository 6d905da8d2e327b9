import { randomBytes } from 'node:crypto';
import { existsSync, linkSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { WeirError } from '@weir/core/errors';
import { createRetentionStore, type RetentionStore } from '../privacy/index.ts';
import type { DataDir } from './data-dir.ts';

const KEY_BYTES = 32;
/** Instead of the file in the data directory: 32 or more bytes in base64. */
const KEY_ENV = 'WEIR_RETENTION_KEY';

/**
 * Prompts and completions that policies keep. Gateways write, control reads and removes what has expired. The key
 * comes from the environment or is made once per data directory; without it the entries cannot be read.
 */
export function openRetention(
  dir: DataDir,
  env: Readonly<Record<string, string | undefined>>,
): RetentionStore {
  const given = env[KEY_ENV];
  const key = given === undefined || given === '' ? keyFile(dir.retentionKey) : Buffer.from(given, 'base64');
  if (key.length < KEY_BYTES) {
    throw new WeirError('config_invalid', `${KEY_ENV} holds fewer than ${KEY_BYTES} bytes.`, {
      field: KEY_ENV,
      remedy: 'Make one with: openssl rand -base64 32',
    });
  }
  return createRetentionStore({ directory: dir.retention, key });
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
