import { resolve } from 'node:path';
import { WeirError } from '@weir/core/errors';
import { type CliIo, SAME_SIGNAL_MS } from '../cli/index.ts';
import { systemClock } from '../platform/clock.ts';
import type { Config } from '../platform/config/schema.ts';
import { acquireLock } from '../platform/lock/index.ts';
import { createLogger } from '../platform/log.ts';
import { registryUrl } from '../registry/store/postgres-connect.ts';
import { makeDataDir } from './data-dir.ts';
import { channelToken } from './link.ts';
import type { Part } from './roles.ts';
import { banner, gatewayBanner, standbyBanner } from './supervisor/banner.ts';
import { Installation } from './supervisor/installation.ts';
import { StartFailure } from './supervisor/kept-process.ts';
import { Reloads } from './supervisor/reloads.ts';
import { Spawner } from './supervisor/spawner.ts';

const PROVIDER_KEYS = { openai: 'OPENAI_API_KEY', anthropic: 'ANTHROPIC_API_KEY', google: 'GEMINI_API_KEY' };

const COMMANDS = { all: 'weir up', control: 'weir control', gateway: 'weir gateway' } as const;

/**
 * `weir up`, `weir control`, `weir gateway`: holds the data directory, starts the processes of that part, keeps them
 * running, goes over to a changed configuration when told (SIGHUP, SIGUSR2), and stops them in order (workers drain, then
 * what they recorded is landed). Resolves with the exit code.
 */
export async function startUp(given: Config, io: CliIo, reread: () => Config, part: Part): Promise<number> {
  const started = performance.now();
  const config = absolute(given, io);
  assertComplete(config, io.env, part);
  const log = createLogger(config.log.level).child({ role: 'supervisor' });
  const dir = makeDataDir(config.data_dir);
  const lock = sharesDirectory(config, part)
    ? undefined
    : await acquireLock(dir.lock, { command: COMMANDS[part] });
  const spawner = await Spawner.create(io.env, part);
  const installation = new Installation(config, spawner, log, part);
  const ready = installation.ready();
  const reloads = new Reloads({
    installation,
    reread: () => absolute(reread(), io),
    outcomeFile: dir.reloadFile,
    log,
    now: () => systemClock.now(),
  });
  // a signal that comes before everything runs must not end it; what it asks for is done then
  const deaf = onReload(io, () => void ready.then(() => reloads.ask()).catch(() => {}));
  try {
    const stopped = untilStopped(io);
    const told = await Promise.race([ready.then((control) => ({ control })), stopped]);
    if (told !== undefined) {
      const { control } = told;
      const startedInMs = performance.now() - started;
      const providers = providersIn(config, io.env);
      const defaultDataDir = resolve(io.cwd, 'weir-data');
      const facts = { config, dataDir: config.data_dir, startedInMs, providers, part, defaultDataDir };
      if (control === undefined) io.stdout.write(gatewayBanner(facts));
      else if (control.standby !== undefined) io.stdout.write(standbyBanner(facts, control));
      else io.stdout.write(banner({ ...facts, control }));
    }
    await stopped;
    deaf();
    io.stderr.write(
      'Stopping: calls in flight are drained, then the ledger is closed. Ctrl-C again ends at once.\n',
    );
    killAtOnceWhenTold(installation);
    await reloads.settled();
    await installation.stop();
    return 0;
  } catch (error) {
    const { message } = error as Error;
    io.stderr.write(`error: ${message}\n`);
    if (error instanceof StartFailure && error.remedy !== undefined) io.stderr.write(`${error.remedy}\n`);
    installation.kill();
    return 1;
  } finally {
    lock?.release();
  }
}

/** Several controls keep one ledger, one after the other: the one that leads locks it. */
function sharesDirectory(config: Config, part: Part): boolean {
  return part === 'control' && config.registry.url_env !== undefined;
}

/** What a part cannot do without; the children would say the same, later. */
function assertComplete(config: Config, env: CliIo['env'], part: Part): void {
  if (part === 'gateway' && config.gateway.control.length === 0) {
    throw new WeirError('config_invalid', 'gateway.control is empty: this gateway has no control.', {
      field: 'gateway.control',
      remedy: 'Name every control as host:port, or run everything on one machine with `weir up`.',
    });
  }
  if (part === 'control' && config.control.listen === undefined) {
    throw new WeirError('config_invalid', 'control.listen is not set: no gateway could reach this control.', {
      field: 'control.listen',
      remedy: 'Set it to host:port, or run everything on one machine with `weir up`.',
    });
  }
  if (part !== 'all' || config.control.listen !== undefined) channelToken(config, env);
  if (part !== 'gateway') registryUrl(config, env);
}

function absolute(config: Config, { cwd }: CliIo): Config {
  return { ...config, data_dir: resolve(cwd, config.data_dir) };
}

function providersIn(config: Config, env: CliIo['env']): string[] {
  const set = Object.entries(PROVIDER_KEYS).filter(([, name]) => env[name]);
  return [...set.map(([provider]) => provider), ...config.providers.map(({ id }) => id)];
}

/** Ctrl-C, SIGTERM, and the terminal it was started in going away. */
function untilStopped({ signal, isTTY }: CliIo): Promise<undefined> {
  if (signal.aborted) return Promise.resolve(undefined);
  return new Promise((resolve) => {
    const stop = () => resolve(undefined);
    signal.addEventListener('abort', stop, { once: true });
    if (isTTY.stdin) process.once('SIGHUP', stop);
  });
}

/** Without a terminal SIGHUP means what it means to every daemon; SIGUSR2 means it always. Returns how to stop that. */
function onReload({ isTTY }: CliIo, reload: () => void): () => void {
  const signals = isTTY.stdin ? (['SIGUSR2'] as const) : (['SIGHUP', 'SIGUSR2'] as const);
  for (const signal of signals) process.on(signal, reload);
  return () => {
    for (const signal of signals) process.off(signal, reload);
    for (const signal of signals) process.on(signal, () => {});
  };
}

function killAtOnceWhenTold(installation: Installation): void {
  const since = performance.now();
  const kill = () => {
    if (performance.now() - since < SAME_SIGNAL_MS) return;
    installation.kill();
    process.exit(130);
  };
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, kill);
}
