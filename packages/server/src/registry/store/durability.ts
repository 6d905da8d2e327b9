import { open, readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';

const WAL_SEGMENT = /^[0-9A-F]{24}$/;

export interface Durability {
  /** Resolves when everything written before the call is on stable storage. Calls at the same time share one sync. */
  commit(): Promise<void>;
  /** As commit, for every file of the directory: after recovery, and after the checkpoint of a clean close. */
  everything(): Promise<void>;
}

export const noDurability: Durability = { commit: async () => {}, everything: async () => {} };

/**
 * PGlite hands its writes to the kernel but never syncs them: a killed process loses nothing, a power cut would. This
 * syncs the write-ahead log after each commit, on the thread pool, so the event loop does not wait for the disk.
 */
export function syncedDirectory(dir: string): Durability {
  const wal = join(dir, 'pg_wal');
  let running: Promise<void> | undefined;
  let next: Promise<void> | undefined;
  let seen = '';

  async function syncWal(): Promise<void> {
    const segments = (await readdir(wal)).filter((name) => WAL_SEGMENT.test(name));
    await Promise.all(segments.map((name) => syncFile(join(wal, name))));
    const names = segments.join();
    if (names !== seen) await syncFile(wal);
    seen = names;
  }

  /** A caller who arrives while a sync runs may have written after it began, so it waits for the one after. */
  function commit(): Promise<void> {
    if (running === undefined) return start();
    next ??= running.then(start, start);
    return next;
  }

  function start(): Promise<void> {
    next = undefined;
    const sync = syncWal().finally(() => {
      if (running === sync) running = undefined;
    });
    running = sync;
    return sync;
  }

  return { commit, everything: () => syncTree(dir) };
}

async function syncTree(path: string): Promise<void> {
  if ((await stat(path)).isDirectory()) {
    for (const name of await readdir(path)) await syncTree(join(path, name));
  }
  await syncFile(path);
}

/** A file removed meanwhile needs no sync. */
async function syncFile(path: string): Promise<void> {
  try {
    const handle = await open(path, 'r');
    try {
      await handle.sync();
    } finally {
      await handle.close();
    }
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
}
