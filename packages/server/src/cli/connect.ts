import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { loadConfig } from '../platform/config/index.ts';
import type { Config } from '../platform/config/schema.ts';
import { type ApiClient, createApiClient, type Transport } from './api-client.ts';
import { jsonOrUndefined, unreachableError } from './errors.ts';
import type { CliDeps, CliIo } from './ports.ts';

/** Options of every command that talks to Weir. */
export interface ConnectionOptions {
  url?: string;
  token?: string;
  dataDir?: string;
  config?: string;
}

/** `run/control.json`, written by control once it listens. */
const controlFile = z.object({ url: z.url(), pid: z.number().int().positive() });

/** A control that restarts is back within this time; until then a refused connection is tried again. */
const RESTART_GRACE_MS = 5_000;
const RETRY_MS = 200;

export function configOf(io: CliIo, options: ConnectionOptions): Config {
  return loadConfig({
    env: io.env,
    cwd: io.cwd,
    ...(options.config === undefined ? {} : { file: options.config }),
    ...(options.dataDir === undefined ? {} : { overrides: { data_dir: resolve(io.cwd, options.dataDir) } }),
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
  if (url) return createApiClient(remote(io, url, token));
  const config = configOf(io, options);
  const dataDir = resolve(io.cwd, config.data_dir);
  const running = await runningControl(dataDir);
  if (running !== undefined) {
    return createApiClient(remote(io, running.url, token ?? running.token, () => isRunning(running.pid)));
  }
  if (!create && !existsSync(dataDir)) {
    throw unreachableError(
      `There is no Weir: no data directory at ${dataDir}, and no --url was given`,
      'Start Weir with `weir up`, name its directory with --data-dir (WEIR_DATA_DIR) or its address with --url (WEIR_ADMIN_URL).',
    );
  }
  return createApiClient(await local(deps, config, dataDir));
}

async function local(deps: CliDeps, config: Config, dataDir: string): Promise<Transport> {
  const control = await deps.openLocalControl(config);
  return {
    where: dataDir,
    send: (path, init) => control.fetch(new Request(`http://weir.local${path}`, init)),
    close: () => control.close(),
  };
}

function remote(
  io: CliIo,
  url: string,
  token: string | undefined,
  alive: () => boolean = () => false,
): Transport {
  const base = baseUrl(url);
  const authorization: Record<string, string> = token ? { authorization: `Bearer ${token}` } : {};
  async function send(path: string, init: RequestInit): Promise<Response> {
    const deadline = io.now() + RESTART_GRACE_MS;
    for (;;) {
      try {
        const headers = { ...authorization, ...Object.fromEntries(new Headers(init.headers)) };
        return await io.fetch(new URL(path, base), { ...init, headers });
      } catch (error) {
        const repeatable = !(init.body instanceof ReadableStream);
        if (!(repeatable && alive() && io.now() < deadline)) throw cannotReach(base.origin, error);
        await sleep(RETRY_MS, undefined, { signal: io.signal });
      }
    }
  }
  return { where: base.origin, send, close: async () => {} };
}

function baseUrl(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url?.protocol === 'http:' || url?.protocol === 'https:') return url;
  throw unreachableError(`"${text}" is not an http or https URL`, 'Write it like http://127.0.0.1:4010.');
}

function cannotReach(origin: string, cause: unknown) {
  const reason = cause instanceof Error && cause.cause instanceof Error ? cause.cause.message : String(cause);
  return unreachableError(
    `No Weir answers at ${origin} (${reason})`,
    'Start it with `weir up`, or name the right address with --url (WEIR_ADMIN_URL).',
    cause,
  );
}

async function runningControl(
  dataDir: string,
): Promise<{ url: string; pid: number; token?: string } | undefined> {
  const parsed = controlFile.safeParse(jsonOrUndefined(await textOf(join(dataDir, 'run', 'control.json'))));
  if (!parsed.success || !isRunning(parsed.data.pid)) return undefined;
  const token = (await textOf(join(dataDir, 'run', 'cli.token'))).trim();
  return token === '' ? parsed.data : { ...parsed.data, token };
}

async function textOf(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch {
    return '';
  }
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
