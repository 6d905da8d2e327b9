import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { WeirError } from '@weir/core/errors';
import type { StorageTools } from '../../cli/index.ts';
import type { Manifest } from '../../ledger/backup/manifest.ts';
import { requireEmptyLedger, restoreLedger } from '../../ledger/backup/restore.ts';
import { checkFiles } from '../../ledger/backup/verify.ts';
import { clickHouseOptions } from '../../ledger/clickhouse/connection.ts';
import { openEngine } from '../../ledger/open.ts';
import { createLogger } from '../../platform/log.ts';
import { registryIsEmpty, registryUrl, restoreRegistry, type TableLines } from '../../registry/index.ts';
import { withDataDir } from './locked.ts';
import { summaryOf } from './summary.ts';

/** Into a data directory without stores, or the empty servers that the configuration names. */
export const restoreBackup: StorageTools['restoreBackup'] = async (config, directory, onProgress) => {
  const { manifest } = await checkFiles(directory, onProgress);
  const server = clickHouseOptions(config, process.env);
  const postgres = registryUrl(config, process.env);
  return withDataDir(config, 'weir backup restore', async (dir) => {
    const place = { dir: dir.registry, postgres };
    const fresh = { ledger: isFresh(dir.ledger), registry: isFresh(dir.registry) };
    try {
      if (!(await registryIsEmpty(place))) throw notEmpty();
      const engine = await openEngine({ path: dir.ledger, server, log: createLogger('warn') });
      try {
        await requireEmptyLedger(engine);
        await restoreLedger(engine, directory, manifest, onProgress);
      } finally {
        await engine.close();
      }
      await restoreRegistry(place, registryRows(directory, manifest));
    } catch (error) {
      // what was not there before is not left behind half
      if (fresh.ledger && server === undefined) rmSync(dir.ledger, { recursive: true, force: true });
      if (fresh.registry && postgres === undefined) rmSync(dir.registry, { recursive: true, force: true });
      throw error;
    }
    return summaryOf(directory, manifest);
  });
};

function isFresh(path: string): boolean {
  return !existsSync(path) || readdirSync(path).length === 0;
}

function registryRows(directory: string, { registry }: Manifest): TableLines[] {
  return registry.tables.map(({ name, path }) => ({
    table: name,
    lines: readFileSync(join(directory, path), 'utf8')
      .split('\n')
      .filter((line) => line !== ''),
  }));
}

function notEmpty(): WeirError {
  return new WeirError('conflict', 'The registry there is not empty', {
    remedy:
      'Restore into a data directory that no Weir was started on, or an empty database: nothing is overwritten.',
  });
}
