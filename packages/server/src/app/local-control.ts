import { randomBytes } from 'node:crypto';
import { resolve } from 'node:path';
import type { LocalControl } from '../cli/index.ts';
import { startLedgerWriter } from '../ledger/writer/index.ts';
import { systemClock } from '../platform/clock.ts';
import type { Config } from '../platform/config/schema.ts';
import { acquireLock } from '../platform/lock/index.ts';
import { createLogger } from '../platform/log.ts';
import type { Leadership } from '../registry/index.ts';
import { createAdmin } from './control/admin.ts';
import { findingsInto } from './control/findings.ts';
import { leadBriefly } from './control/leading.ts';
import { keepFirstStartSecrets } from './control/secrets.ts';
import { openStores } from './control/stores.ts';
import { makeDataDir } from './data-dir.ts';
import { openRetention } from './retention.ts';

/**
 * Control without processes or sockets, for a command that finds no Weir running: same stores, same API. Takes the
 * lock of the data directory for as long as the command runs, and lands what a killed gateway may have left.
 */
export async function openLocalControl(given: Config): Promise<LocalControl> {
  const config = { ...given, data_dir: resolve(given.data_dir) };
  const log = createLogger('warn').child({ role: 'cli' });
  const dir = makeDataDir(config.data_dir);
  const lock = await acquireLock(dir.lock, { command: 'weir (command line)', waitMs: 2_000 });
  const controlLock = await acquireLock(dir.controlLock, {
    command: 'weir (command line)',
    waitMs: 10_000,
  }).catch((error: unknown) => {
    lock.release();
    throw error;
  });
  let leadership: Leadership | undefined;
  const release = () => {
    void leadership?.release();
    controlLock.release();
    lock.release();
  };
  try {
    leadership = await leadBriefly(config, process.env);
    const stores = await openStores(dir, config, process.env, log, leadership);
    keepFirstStartSecrets(dir, stores.firstStart);
    const writer = startLedgerWriter({
      root: dir.spool,
      store: stores.ledger,
      config: config.spool,
      clock: systemClock,
      log,
      onLanded: () => {},
      onFinding: findingsInto(stores.registry, log),
    });
    await writer.drain().catch((error: unknown) => log.warn({ err: error }, 'spool not landed'));
    const token = randomBytes(32).toString('base64url');
    const { app } = createAdmin({
      config,
      stores,
      cliToken: token,
      log,
      retention: openRetention(dir, process.env),
      workers: () => [],
      writer: () => writer.status(),
      imported: () => {},
    });
    return {
      token,
      fetch: async (request) => app.fetch(request),
      async close() {
        await writer.stop();
        await stores.close();
        release();
      },
    };
  } catch (error) {
    release();
    throw error;
  }
}
