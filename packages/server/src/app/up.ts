import { resolve } from 'node:path';
import { type CliIo, SAME_SIGNAL_MS } from '../cli/index.ts';
import { systemClock } from '../platform/clock.ts';
import type { Config } from '../platform/config/schema.ts';
import { acquireLock } from '../platform/lock/index.ts';
import { createLogger } from '../platform/log.ts';
import { makeDataDir } from './data-dir.ts';
import { banner } from './supervisor/banner.ts';
import { Installation } from './supervisor/installation.ts';
import { StartFailure } from './supervisor/kept-process.ts';
import { Reloads } from './supervisor/reloads.ts';
import { Spawner } from './supervisor/spawner.ts';

const PROVIDER_KEYS = { openai: 'OPENAI_API_KEY', anthropic: 'ANTHROPIC_API_KEY', google: 'GEMINI_API_KEY' };

/**
 * `weir up`: holds the data directory, starts control, gateway workers and sandbox, keeps them running, goes over to a
 * changed configuration when told (SIGHUP, SIGUSR2), and stops them in order (workers drain, then control lands what
 * they recorded). Resolves with the exit code.
 */
export async function startUp(given: Config, io: CliIo, reread: () => Config): Promise<number> {
  const started = performance.now();
  const config = absolute(given, io);
  const log = createLogger(config.log.level).child({ role: 'supervisor' });
  const dir = makeDataDir(config.data_dir);
  const lock = await acquireLock(dir.lock, { command: 'weir up' });
  const spawner = await Spawner.create(io.env);
  const installation = new Installation(config, spawner, log);
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
    const control = await Promise.race([ready, stopped]);
    if (control !== undefined) {
      const startedInMs = performance.now() - started;
      const providers = providersIn(config, io.env);
      io.stdout.write(banner({ config, dataDir: config.data_dir, control, startedInMs, providers }));
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
    lock.release();
  }
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
