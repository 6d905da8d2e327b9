import { resolve } from 'node:path';
import type { Config } from '../../platform/config/schema.ts';
import { acquireLock } from '../../platform/lock/index.ts';
import { type DataDir, makeDataDir } from '../data-dir.ts';

/** Runs `work` while nobody else uses the data directory. Throws `data_dir_locked`. */
export async function withDataDir<T>(
  config: Config,
  command: string,
  work: (dir: DataDir) => Promise<T>,
): Promise<T> {
  const dir = makeDataDir(resolve(config.data_dir));
  const lock = await acquireLock(dir.lock, { command, waitMs: 2_000 });
  try {
    const controlLock = await acquireLock(dir.controlLock, { command, waitMs: 2_000 });
    try {
      return await work(dir);
    } finally {
      controlLock.release();
    }
  } finally {
    lock.release();
  }
}
