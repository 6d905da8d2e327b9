import { open, readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';

const WAL_SEGMENT = /^[0-9A-F]{24}$/;
/** What a predecessor that was killed wrote longer ago than this, the kernel has written out by itself. */
const MARGIN_MS = 60_000;

export interface Durability {
  /** Resolves when everything written before the call is on stable storage. Calls at the same time share one sync. */
  commit(): Promise<void>;
  /** As commit, for every file changed since this was opened: after a checkpoint, which a clean close ends with. */
  everything(): Promise<void>;
}

export const noDurability: Durability = { commit: async () => {}, everything: async () => {} };

/**
 * PGlite hands its writes to the kernel but never syncs them: a killed process loses nothing, a power cut would. This
 * syncs the write-ahead log after each commit, on the thread pool, so the event loop does not wait for the disk.
 */
export function syncedDirectory(dir: string): Durability {
  const wal = join(dir, 'pg_wal');
  // compared with what the file system stamps, so not the injected clock
  const openedAt = Date.now();
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

  async function everything(): Promise<void> {
    const files = await changedFiles(dir, openedAt - MARGIN_MS);
    await Promise.all(files.map(syncFile));
  }

  return { commit, everything };
}

/** Files of the whole tree that were changed since an instant, epoch ms. */
async function changedFiles(dir: string, since: number): Promise<string[]> {
  const entries = await readdir(dir, { recursive: true, withFileTypes: true });
  const paths = entries.map((entry) => join(entry.parentPath, entry.name));
  const changed = await Promise.all(paths.map((path) => changedSince(path, since)));
  return paths.filter((_, index) => changed[index]);
}

async function changedSince(path: string, since: number): Promise<boolean> {
  const found = await stat(path).catch(() => undefined);
  return found !== undefined && found.mtimeMs >= since;
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
