import { fork } from 'node:child_process';
import cluster from 'node:cluster';
import { createServer } from 'node:net';
import { availableParallelism } from 'node:os';
import { resolve } from 'node:path';
import type { CliIo } from '../cli/index.ts';
import type { Config } from '../platform/config/schema.ts';
import { acquireLock } from '../platform/lock/index.ts';
import { createLogger, type Logger } from '../platform/log.ts';
import { makeDataDir } from './data-dir.ts';
import { CHILD_ENV, programOf, type Role } from './roles.ts';
import { banner } from './supervisor/banner.ts';
import { KeptProcess, StartFailure } from './supervisor/kept-process.ts';

/** After the drain of calls: time to land the spool and close the stores. */
const CLOSING_MS = 15_000;
const PROVIDER_KEYS = { openai: 'OPENAI_API_KEY', anthropic: 'ANTHROPIC_API_KEY', google: 'GEMINI_API_KEY' };

/**
 * `weir up`: holds the data directory, starts control, gateway workers and sandbox, keeps them running, and stops them
 * in order (workers drain, then control lands what they recorded). Resolves with the exit code.
 */
export async function startUp(given: Config, io: CliIo): Promise<number> {
  const started = performance.now();
  const config = { ...given, data_dir: resolve(io.cwd, given.data_dir) };
  const log = createLogger(config.log.level).child({ role: 'supervisor' });
  const dir = makeDataDir(config.data_dir);
  const lock = await acquireLock(dir.lock, { command: 'weir up' });
  const children = await startChildren(config, io.env, log);
  try {
    const stopped = untilAborted(io.signal);
    const ready = Promise.all(children.map((child) => child.ready));
    const first = await Promise.race([ready, stopped]);
    if (first !== undefined) {
      const control = first.find((answer) => answer !== undefined);
      if (control !== undefined) {
        const providers = Object.entries(PROVIDER_KEYS)
          .filter(([, name]) => io.env[name])
          .map(([provider]) => provider);
        providers.push(...config.providers.map(({ id }) => id));
        const startedInMs = performance.now() - started;
        io.stdout.write(banner({ config, dataDir: config.data_dir, control, startedInMs, providers }));
      }
      await stopped;
    }
    io.stderr.write(
      'Stopping: calls in flight are drained, then the ledger is closed. Ctrl-C again ends at once.\n',
    );
    await stopInOrder(children, config);
    return 0;
  } catch (error) {
    const { message } = error as Error;
    io.stderr.write(`error: ${message}\n`);
    if (error instanceof StartFailure && error.remedy !== undefined) io.stderr.write(`${error.remedy}\n`);
    for (const child of children) child.kill();
    return 1;
  } finally {
    lock.release();
  }
}

async function startChildren(config: Config, env: CliIo['env'], log: Logger): Promise<KeptProcess[]> {
  const shared = {
    ...env,
    [CHILD_ENV.config]: JSON.stringify(config),
    ...(config.sandbox.enabled ? { [CHILD_ENV.sandboxUrl]: `http://127.0.0.1:${await freePort()}` } : {}),
  };
  const plain = (role: Role) => () =>
    fork(programOf(role), {
      env: { ...shared, [CHILD_ENV.role]: role },
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    });
  // workers accept by themselves: a connection handed over to a worker that dies would be left hanging
  cluster.schedulingPolicy = cluster.SCHED_NONE;
  cluster.setupPrimary({
    exec: programOf('worker'),
    args: [],
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  } as object);
  const worker = (slot: number) => () =>
    cluster.fork({ ...shared, [CHILD_ENV.role]: 'worker', [CHILD_ENV.slot]: String(slot) }).process;
  const keep = (role: Role, name: string, spawn: ReturnType<typeof plain>) =>
    new KeptProcess({ role, name, spawn, log });
  const workers =
    config.gateway.workers === 0 ? Math.max(1, availableParallelism() - 1) : config.gateway.workers;
  return [
    keep('control', 'control', plain('control')),
    ...Array.from({ length: workers }, (_, slot) => keep('worker', `gateway worker ${slot}`, worker(slot))),
    ...(config.sandbox.enabled ? [keep('sandbox', 'sandbox', plain('sandbox'))] : []),
  ];
}

async function stopInOrder(children: readonly KeptProcess[], config: Config): Promise<void> {
  const kill = () => {
    for (const child of children) child.kill();
    process.exit(130);
  };
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, kill);
  const stopAll = (role: Role, patienceMs: number) =>
    Promise.all(children.filter((child) => child.role === role).map((child) => child.stop(patienceMs)));
  await stopAll('worker', config.gateway.drain_ms + CLOSING_MS);
  await Promise.all([stopAll('control', CLOSING_MS), stopAll('sandbox', CLOSING_MS)]);
}

function untilAborted(signal: AbortSignal): Promise<undefined> {
  if (signal.aborted) return Promise.resolve(undefined);
  return new Promise((resolve) => signal.addEventListener('abort', () => resolve(undefined), { once: true }));
}

/** Chosen once, so that a restarted sandbox is found at the same place. */
function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0));
    });
  });
}
