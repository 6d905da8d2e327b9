import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chownSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';

const START_MS = 30_000;
const DEBIAN = '/usr/lib/postgresql';

/** A PostgreSQL of a test's own: a temporary directory, a free loopback port. */
export interface TestPostgres {
  readonly url: string;
  /** Makes an empty database, or a copy of another, and returns its URL. */
  createDatabase(template?: string): Promise<string>;
  /** Ends it at once, as a power cut would; `start` brings it back with its data. */
  crash(): Promise<void>;
  start(): Promise<void>;
  /** Ends all sessions of a database, as a failover does. */
  cutSessions(url: string): Promise<number>;
  stop(): Promise<void>;
}

/** Where initdb and postgres are; undefined when PostgreSQL is not installed. */
export function postgresBinaries(): string | undefined {
  if (!existsSync(DEBIAN)) return undefined;
  return readdirSync(DEBIAN)
    .sort((a, b) => Number(b) - Number(a))
    .map((version) => join(DEBIAN, version, 'bin'))
    .find((folder) => existsSync(join(folder, 'initdb')));
}

/** Starts one, as the user `postgres` where this process is root, which PostgreSQL refuses. */
export async function startPostgres(): Promise<TestPostgres> {
  const bin = postgresBinaries();
  if (bin === undefined) throw new Error('PostgreSQL is not installed: apt-get install postgresql');
  const root = mkdtempSync(join(tmpdir(), 'weir-pg-'));
  const data = join(root, 'data');
  const owner = ownerOf();
  mkdirSync(data, { mode: 0o700 });
  if (owner.uid !== undefined) for (const path of [root, data]) chownSync(path, owner.uid, owner.gid ?? 0);
  execFileSync(
    join(bin, 'initdb'),
    ['-D', data, '-U', 'weir', '-A', 'trust', '-N', '-E', 'UTF8', '--locale=C'],
    {
      ...owner,
      cwd: root,
      stdio: 'pipe',
    },
  );
  const server = new Server(bin, root, data, await freePort(), owner);
  await server.start();
  return server;
}

interface Owner {
  uid?: number;
  gid?: number;
}

function ownerOf(): Owner {
  if (process.getuid?.() !== 0) return {};
  const id = (flag: string) => Number(execFileSync('id', [flag, 'postgres'], { encoding: 'utf8' }));
  return { uid: id('-u'), gid: id('-g') };
}

class Server implements TestPostgres {
  readonly url: string;
  private readonly bin: string;
  private readonly root: string;
  private readonly data: string;
  private readonly port: number;
  private readonly owner: Owner;
  private process: ChildProcess | undefined;
  private printed = '';

  constructor(bin: string, root: string, data: string, port: number, owner: Owner) {
    this.bin = bin;
    this.root = root;
    this.data = data;
    this.port = port;
    this.owner = owner;
    this.url = this.urlOf('postgres');
  }

  async start(): Promise<void> {
    const settings = {
      listen_addresses: '127.0.0.1',
      port: this.port,
      unix_socket_directories: this.root,
      fsync: 'off',
    };
    const args = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
    const child = spawn(join(this.bin, 'postgres'), ['-D', this.data, ...args], {
      ...this.owner,
      cwd: this.root,
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      this.printed = (this.printed + text).slice(-4_000);
    });
    this.process = child;
    const until = performance.now() + START_MS;
    while (performance.now() < until && child.exitCode === null) {
      if (await this.answers()) return;
      await sleep(50);
    }
    throw new Error(`PostgreSQL did not start.\n${this.printed}`);
  }

  async createDatabase(template?: string): Promise<string> {
    const name = `t_${randomBytes(6).toString('hex')}`;
    const like = template === undefined ? '' : ` template "${new URL(template).pathname.slice(1)}"`;
    await this.ask(`create database "${name}"${like}`);
    return this.urlOf(name);
  }

  async cutSessions(url: string): Promise<number> {
    const name = new URL(url).pathname.slice(1);
    const { rowCount } = await this.ask(
      `select pg_terminate_backend(pid) from pg_stat_activity where datname = '${name}' and pid <> pg_backend_pid()`,
    );
    return rowCount ?? 0;
  }

  crash(): Promise<void> {
    return this.end('SIGQUIT');
  }

  async stop(): Promise<void> {
    await this.end('SIGINT');
    rmSync(this.root, { recursive: true, force: true });
  }

  private async end(signal: NodeJS.Signals): Promise<void> {
    const { process: child } = this;
    this.process = undefined;
    if (child === undefined || child.exitCode !== null) return;
    const ended = new Promise((resolve) => child.once('exit', resolve));
    child.kill(signal);
    await ended;
  }

  private async answers(): Promise<boolean> {
    return this.ask('select 1').then(
      () => true,
      () => false,
    );
  }

  private async ask(statement: string): Promise<pg.QueryResult> {
    const client = new pg.Client({ connectionString: this.url });
    client.on('error', () => {});
    await client.connect();
    try {
      return await client.query(statement);
    } finally {
      await client.end();
    }
  }

  private urlOf(database: string): string {
    return `postgres://weir@127.0.0.1:${this.port}/${database}`;
  }
}

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
