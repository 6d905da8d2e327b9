import { type ChildProcess, spawn } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const BINARIES = ['/usr/bin/valkey-server', '/usr/bin/redis-server', '/usr/local/bin/redis-server'];
const READY_WITHIN_MS = 10_000;

export const redisBinary = BINARIES.find((path) => existsSync(path));

/** A real Redis or Valkey on loopback that writes to disk only when told to (SAVE); what it wrote is there when it starts again. */
export interface TestRedis {
  readonly url: string;
  readonly port: number;
  /** Takes the process away, as `kill -9` does. */
  kill(): Promise<void>;
  /** Starts it again on the same port: empty, or with what was saved. */
  start(): Promise<void>;
  freeze(): void;
  thaw(): void;
  /** Kills it and removes its directory. */
  remove(): Promise<void>;
}

export async function startRedis(): Promise<TestRedis> {
  if (redisBinary === undefined) throw new Error('no redis-server on this machine');
  const binary = redisBinary;
  const port = await freePort();
  const dir = await mkdtemp(join(tmpdir(), 'weir-redis-'));
  let child: ChildProcess | undefined;
  const start = async () => {
    const flags = [
      '--port',
      String(port),
      '--bind',
      '127.0.0.1',
      '--save',
      '',
      '--appendonly',
      'no',
      '--dir',
      dir,
    ];
    const deadline = performance.now() + READY_WITHIN_MS;
    do {
      const begun = spawn(binary, flags, { stdio: 'ignore' });
      child = begun;
      if (await ready(begun, port, deadline)) return;
    } while (performance.now() < deadline);
    throw new Error(`redis-server did not answer on port ${port} within ${READY_WITHIN_MS} ms`);
  };
  const kill = async () => {
    const dying = child;
    child = undefined;
    if (dying === undefined) return;
    const gone = new Promise((resolve) => dying.once('exit', resolve));
    dying.kill('SIGKILL');
    await gone;
  };
  await start();
  return {
    url: `redis://127.0.0.1:${port}`,
    port,
    start,
    kill,
    freeze: () => child?.kill('SIGSTOP'),
    thaw: () => child?.kill('SIGCONT'),
    remove: async () => {
      await kill();
      await rm(dir, { recursive: true, force: true });
    },
  };
}

/** Below those that connections and other tests are given: it must still be free when the server is started again. */
async function freePort(): Promise<number> {
  for (;;) {
    const port = randomInt(20_000, 32_000);
    if (await isFree(port)) return port;
  }
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });
}

/** Whether it is this process that answers: false when it has ended or nobody has answered in time. */
async function ready(child: ChildProcess, port: number, deadline: number): Promise<boolean> {
  while (performance.now() < deadline && child.exitCode === null) {
    if ((await ping(port)) === '+PONG\r\n' && child.exitCode === null) return true;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  return false;
}

function ping(port: number): Promise<string | undefined> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => socket.write('PING\r\n'));
    const settle = (answer: string | undefined) => {
      socket.destroy();
      resolve(answer);
    };
    socket.once('data', (data) => settle(data.toString()));
    socket.once('error', () => settle(undefined));
    socket.setTimeout(1_000, () => settle(undefined));
  });
}
