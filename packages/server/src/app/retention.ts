import { createRetentionStore, type RetentionStore } from '../privacy/index.ts';
import type { DataDir } from './data-dir.ts';
import { installationKey } from './installation-key.ts';

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
  return createRetentionStore({
    directory: dir.retention,
    key: installationKey(dir.retentionKey, KEY_ENV, env),
  });
}
