import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { loadConfig } from '../platform/config/index.ts';
import type { Config } from '../platform/config/schema.ts';
import { lockHolder } from '../platform/lock/index.ts';
import { isProcessAlive } from '../platform/process-identity.ts';
import { type ApiClient, createApiClient, type Transport } from './api-client.ts';
import { jsonOrUndefined, unreachableError } from './errors.ts';
import type { CliDeps, CliIo } from './ports.ts';
import { type Endpoint, followingTransport, localTransport, namedTransport } from './transport.ts';

/** Options of every command that talks to Weir. */
export interface ConnectionOptions {
  url?: string;
  token?: string;
  dataDir?: string;
  config?: string;
}

/** `run/control.json`, written by control once it listens. */
const controlFile = z.object({ url: z.url(), pid: z.number().int().positive() });

/** A control that starts, restarts or stops is done within this time. */
const PATIENCE_MS = 6_000;
const LOOK_AGAIN_MS = 150;

/** Configuration from file, environment and options, the last winning. `overrides` is shaped like weir.yaml. */
export function configOf(
  io: CliIo,
  options: ConnectionOptions,
  overrides: Record<string, unknown> = {},
): Config {
  const { config: file, dataDir } = options;
  return loadConfig({
    env: io.env,
    cwd: io.cwd,
    ...(file === undefined ? {} : { file }),
    overrides: { ...overrides, ...(dataDir === undefined ? {} : { data_dir: resolve(io.cwd, dataDir) }) },
  });
}

/**
 * Finds Weir: the URL that was named; else the control that runs on the data directory; else the data directory
 * itself, opened in this process. `create` says whether a missing data directory may be made.
 */
export async function connect(
  deps: CliDeps,
  options: ConnectionOptions,
  create: boolean,
): Promise<ApiClient> {
  const { io } = deps;
  const url = options.url ?? io.env['WEIR_ADMIN_URL'];
  const token = options.token ?? io.env['WEIR_ADMIN_TOKEN'];
  if (url) return createApiClient(namedTransport(io, { url, ...(token ? { token } : {}) }));
  const config = configOf(io, options);
  const dataDir = resolve(io.cwd, config.data_dir);
  if (!create && !existsSync(dataDir)) throw noDataDir(dataDir);
  return createApiClient(await onDataDir(deps, config, dataDir, token));
}

/** Waits for a Weir that is just starting or stopping to make up its mind. */
async function onDataDir(
  deps: CliDeps,
  config: Config,
  dataDir: string,
  token: string | undefined,
): Promise<Transport> {
  const { io } = deps;
  const deadline = io.now() + PATIENCE_MS;
  for (;;) {
    if ((await runningControl(dataDir)) !== undefined) {
      const locate = () => runningControl(dataDir, token);
      return followingTransport(io, dataDir, locate, PATIENCE_MS);
    }
    const held = lockHolder(join(dataDir, 'lock')) !== undefined;
    // when someone else holds on, opening says who
    if (!held || io.now() >= deadline) return localTransport(dataDir, await deps.openLocalControl(config));
    await sleep(LOOK_AGAIN_MS, undefined, { signal: io.signal });
  }
}

function noDataDir(dataDir: string) {
  return unreachableError(
    `There is no Weir: no data directory at ${dataDir}, and no --url was given`,
    'Start Weir with `weir up`, name its directory with --data-dir (WEIR_DATA_DIR) or its address with --url (WEIR_ADMIN_URL).',
  );
}

/** Address and token of the control that runs on a data directory, if one lives. */
export async function runningControl(dataDir: string, token?: string): Promise<Endpoint | undefined> {
  const parsed = controlFile.safeParse(jsonOrUndefined(await textOf(join(dataDir, 'run', 'control.json'))));
  if (!parsed.success || !isProcessAlive({ pid: parsed.data.pid, start: '' })) return undefined;
  const ours = token ?? (await textOf(join(dataDir, 'run', 'cli.token'))).trim();
  return ours === '' ? { url: parsed.data.url } : { url: parsed.data.url, token: ours };
}

async function textOf(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch {
    return '';
  }
}
