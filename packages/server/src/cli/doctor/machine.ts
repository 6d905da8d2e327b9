import { accessSync, constants, existsSync, statfsSync, statSync } from 'node:fs';
import { createServer } from 'node:net';
import { dirname, join } from 'node:path';
import { loadCatalog } from '../../platform/catalog.ts';
import type { Config } from '../../platform/config/schema.ts';
import { lockHolder } from '../../platform/lock/index.ts';
import { formatBytes } from '../output/figures.ts';
import { type Check, fail, ok, warn } from './check.ts';

const NODE_AT_LEAST = [20, 19] as const;
const LIST_OLD_DAYS = 120;
const SPACE_WARN_BYTES = 2 * 1024 ** 3;
const SPACE_FAIL_BYTES = 256 * 1024 ** 2;

export function checkNode(version: string): Check[] {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const [needMajor, needMinor] = NODE_AT_LEAST;
  return major > needMajor || (major === needMajor && minor >= needMinor)
    ? [ok('node', version)]
    : [fail('node', `${version} is too old`, `Install Node.js ${NODE_AT_LEAST.join('.')} or newer.`)];
}

/** Permissions and space. A directory that is not there yet is fine when it can be made. */
export function checkDataDir(dataDir: string): Check[] {
  if (!existsSync(dataDir)) return [...checkParent(dataDir), ...checkSpace(existingParent(dataDir))];
  return [...checkPermissions(dataDir), ...checkSpace(dataDir)];
}

export function checkLock(dataDir: string): Check[] {
  const holder = lockHolder(join(dataDir, 'lock'));
  const detail =
    holder === undefined
      ? 'free'
      : `held by process ${holder.pid} (${holder.command}) since ${holder.since.slice(0, 19).replace('T', ' ')} UTC`;
  return [ok('lock', detail)];
}

/** Prices are dated: a list whose newest price is old has missed changes since. */
export function checkPriceList(env: Readonly<Record<string, string | undefined>>, now: number): Check[] {
  const { list } = loadCatalog({ env });
  const today = new Date(now).toISOString().slice(0, 10);
  const dates = list.providers.flatMap(({ models }) =>
    models.flatMap(({ prices }) => prices.flatMap(({ start_date: from }) => from ?? [])),
  );
  const newest = dates.filter((date) => date <= today).reduce((max, date) => (date > max ? date : max), '');
  const detail = `${list.source.package} ${list.source.version}, newest dated price ${newest || 'unknown'}`;
  const ageDays = (now - Date.parse(newest)) / 86_400_000;
  return ageDays <= LIST_OLD_DAYS
    ? [ok('price list', detail)]
    : [warn('price list', detail, 'Update Weir, or add prices: weir price override create.')];
}

/** Can Weir listen where it is told to? Only asked while no Weir runs here. */
export async function checkPorts(config: Config): Promise<Check[]> {
  const ports = [
    ['gateway port', config.gateway.host, config.gateway.port, 'WEIR_GATEWAY_PORT'],
    ['admin port', config.admin.host, config.admin.port, 'WEIR_ADMIN_PORT'],
  ] as const;
  return Promise.all(
    ports.map(async ([check, host, port, variable]) => {
      const error = await bindError(host, port);
      if (error === undefined) return ok(check, `${host}:${port} is free`);
      return fail(
        check,
        `${host}:${port} cannot be used (${error})`,
        `Stop what uses it, or set ${variable}.`,
      );
    }),
  );
}

function checkPermissions(dataDir: string): Check[] {
  const name = 'data directory';
  try {
    accessSync(dataDir, constants.R_OK | constants.W_OK | constants.X_OK);
  } catch {
    return [
      fail(
        name,
        `${dataDir} cannot be written`,
        'Give this account the directory: chown, or choose another.',
      ),
    ];
  }
  const mode = statSync(dataDir).mode & 0o777;
  if (process.platform !== 'win32' && (mode & 0o077) !== 0) {
    const shown = mode.toString(8).padStart(4, '0');
    return [warn(name, `${dataDir} is open to other accounts (${shown})`, `chmod 700 ${dataDir}`)];
  }
  return [ok(name, dataDir)];
}

function checkParent(dataDir: string): Check[] {
  const parent = existingParent(dataDir);
  try {
    accessSync(parent, constants.W_OK | constants.X_OK);
    return [ok('data directory', `${dataDir} does not exist yet; \`weir up\` makes it`)];
  } catch {
    return [
      fail('data directory', `${dataDir} cannot be made in ${parent}`, 'Choose another with WEIR_DATA_DIR.'),
    ];
  }
}

function checkSpace(path: string): Check[] {
  const { bavail, bsize } = statfsSync(path);
  const free = bavail * bsize;
  const detail = `${formatBytes(free)} free`;
  const remedy = 'Free some space: when the disk is full, new calls are refused rather than lost.';
  if (free < SPACE_FAIL_BYTES) return [fail('disk space', detail, remedy)];
  return [free < SPACE_WARN_BYTES ? warn('disk space', detail, remedy) : ok('disk space', detail)];
}

function existingParent(path: string): string {
  const parent = dirname(path);
  return existsSync(parent) || parent === path ? parent : existingParent(parent);
}

function bindError(host: string, port: number): Promise<string | undefined> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message));
    server.listen({ host, port, exclusive: true }, () => server.close(() => resolve(undefined)));
  });
}
