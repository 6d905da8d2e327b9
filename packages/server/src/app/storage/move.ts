import { createHash } from 'node:crypto';
import { existsSync, realpathSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { WeirError } from '@weir/core/errors';
import type { Move, StorageTools } from '../../cli/index.ts';
import { moveLedger, planOfMove } from '../../ledger/backup/move.ts';
import { type ClickHouseOptions, clickHouseOptions } from '../../ledger/clickhouse/connection.ts';
import { readMigrations } from '../../ledger/migrations.ts';
import { openEngine, openLedger } from '../../ledger/open.ts';
import { migrate } from '../../ledger/sql/migrate.ts';
import { startLedgerWriter } from '../../ledger/writer/index.ts';
import { systemClock } from '../../platform/clock.ts';
import type { Config } from '../../platform/config/schema.ts';
import { createLogger, type Logger } from '../../platform/log.ts';
import { dumpRegistry, registryUrl, restoreRegistry } from '../../registry/index.ts';
import type { DataDir } from '../data-dir.ts';
import { withDataDir } from './locked.ts';

/**
 * Moves what lies in the data directory to the servers that `ledger.url_env` and `registry.url_env` name. What gateways left
 * in their spools is landed first, so that it is not landed a second time later; nothing else of the source changes.
 */
export const moveToServers: StorageTools['moveToServers'] = async (config, options, onProgress, signal) => {
  const server = clickHouseOptions(config, process.env);
  const postgres = registryUrl(config, process.env);
  if (server === undefined && postgres === undefined) {
    throw new WeirError('config_invalid', 'The configuration names no server to move to.', {
      field: 'ledger.url_env',
      remedy: 'Set ledger.url_env, registry.url_env or both in weir.yaml, and the variables they name.',
    });
  }
  const log = createLogger('warn').child({ role: 'cli' });
  return withDataDir(config, 'weir migrate embedded-to-server', async (dir) => {
    requireSource(dir, server !== undefined, postgres !== undefined);
    const ledger =
      server === undefined
        ? []
        : await moveTheLedger({ config, dir, server, log }, options, onProgress, signal);
    const registry = postgres === undefined ? [] : await moveTheRegistry(dir, postgres, options, onProgress);
    return { ledger, registry };
  });
};

interface LedgerMove {
  config: Config;
  dir: DataDir;
  server: ClickHouseOptions;
  log: Logger;
}

async function moveTheLedger(
  { config, dir, server, log }: LedgerMove,
  { dryRun }: { dryRun: boolean },
  onProgress: Parameters<StorageTools['moveToServers']>[2],
  signal: AbortSignal,
): Promise<Move['ledger']> {
  const source = await openLedger({ path: dir.ledger, log });
  const target = await openEngine({ path: '', server, log });
  try {
    if (dryRun) {
      await target.select('SELECT 1');
      return (await planOfMove(source.engine)).map(({ table, month, figures }) => ({
        table: table.name,
        month,
        sums: figures.sums,
        ...(figures.rows === undefined ? {} : { rows: figures.rows }),
      }));
    }
    const writer = startLedgerWriter({
      root: dir.spool,
      store: source.ledger,
      config: config.spool,
      clock: systemClock,
      log,
      onLanded: () => {},
      onFinding: () => {},
    });
    await writer.drain();
    await writer.stop();
    await migrate(target, readMigrations());
    return await moveLedger({
      source: source.engine,
      target,
      scratch: join(dir.root, 'run', 'move'),
      id: installationId(dir),
      onProgress: ({ phase, done, total, what }) => onProgress(done, total, `${phase} ${what}`),
      signal,
    });
  } finally {
    await target.close();
    await source.ledger.close();
  }
}

async function moveTheRegistry(
  dir: DataDir,
  postgres: string,
  { dryRun }: { dryRun: boolean },
  onProgress: Parameters<StorageTools['moveToServers']>[2],
): Promise<Move['registry']> {
  const tables = await dumpRegistry({ dir: dir.registry });
  onProgress(0, 1, 'registry');
  if (!dryRun) await restoreRegistry({ dir: dir.registry, postgres }, tables);
  return tables.map(({ table, lines }) => ({ table, rows: lines.length }));
}

function requireSource(dir: DataDir, ledger: boolean, registry: boolean): void {
  const missing = [...(ledger ? [dir.ledger] : []), ...(registry ? [dir.registry] : [])].find(
    (path) => !existsSync(path),
  );
  if (missing === undefined) return;
  throw new WeirError('not_found', `There is nothing to move: ${missing} is not there`, {
    remedy: 'Name the data directory of the installation with --data-dir.',
  });
}

/** The same for every run on this directory. */
function installationId(dir: DataDir): string {
  return createHash('sha256')
    .update(`${hostname()} ${realpathSync(dir.root)}`)
    .digest('hex')
    .slice(0, 32);
}
