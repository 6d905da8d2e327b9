import { isAbsolute } from 'node:path';
import type { BackupEvent } from '@weir/core/contract';
import { WeirError } from '@weir/core/errors';
import { createBackup } from '../../ledger/backup/create.ts';
import { systemClock } from '../../platform/clock.ts';
import { digestOf } from '../../registry/index.ts';
import { summaryOf } from '../storage/summary.ts';
import type { Stores } from './stores.ts';

const TELL_MS = 200;

/** Backups of the stores this control holds, one at a time. */
export function serveBackups({ registry, ledgerBackend }: Stores, weir: string) {
  let running = false;

  async function* create(directory: string): AsyncGenerator<BackupEvent> {
    if (!isAbsolute(directory)) {
      throw new WeirError('invalid_argument', `${directory} is not an absolute path`, {
        field: 'directory',
        remedy: 'Write the whole path on the host of control, such as /var/backups/weir/2026-11-22.',
      });
    }
    if (running) {
      throw new WeirError('conflict', 'A backup is being written already', {
        remedy: 'Wait until it is done.',
      });
    }
    running = true;
    const stop = new AbortController();
    let last: BackupEvent | undefined;
    const writing = createBackup({
      ...ledgerBackend,
      directory,
      registry: async () =>
        (await registry.dump()).map((rows) => ({ ...rows, digest: digestOf(rows).digest })),
      weir,
      now: () => new Date(systemClock.now()),
      signal: stop.signal,
      onProgress: (progress) => {
        last = { type: 'progress', ...progress };
      },
    });
    const settled = writing.then(
      () => true,
      () => true,
    );
    try {
      while (!(await Promise.race([settled, pause(TELL_MS)]))) if (last !== undefined) yield last;
      yield { type: 'done', backup: summaryOf(directory, await writing) };
    } finally {
      stop.abort();
      await settled;
      running = false;
    }
  }

  return { create };
}

function pause(ms: number): Promise<false> {
  return new Promise((resolve) => setTimeout(() => resolve(false), ms));
}
