import { type ChildProcess, fork } from 'node:child_process';
import cluster from 'node:cluster';
import { createServer } from 'node:net';
import type { Config } from '../../platform/config/schema.ts';
import { bequeathed, CHILD_ENV, type Part, programOf, type Role } from '../roles.ts';

type Env = Readonly<Record<string, string | undefined>>;

/** Starts the programs of Weir as children of this process, each with the configuration it is to live by. */
export class Spawner {
  private readonly env: Env;
  private readonly part: Part;
  private readonly sandboxPort: number;

  private constructor(env: Env, part: Part, sandboxPort: number) {
    this.env = env;
    this.part = part;
    this.sandboxPort = sandboxPort;
    // workers accept by themselves: a connection handed over to a worker that dies would be left hanging
    cluster.schedulingPolicy = cluster.SCHED_NONE;
    cluster.setupPrimary({
      exec: programOf('worker'),
      args: [],
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    } as object);
  }

  static async create(env: Env, part: Part): Promise<Spawner> {
    return new Spawner(env, part, await freePort());
  }

  plain(role: Role, config: Config): () => ChildProcess {
    return () =>
      fork(programOf(role), {
        env: { ...this.shared(config), [CHILD_ENV.role]: role },
        stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
      });
  }

  worker(slot: number, config: Config): () => ChildProcess {
    return () =>
      cluster.fork({ ...this.shared(config), [CHILD_ENV.role]: 'worker', [CHILD_ENV.slot]: String(slot) })
        .process;
  }

  private shared(config: Config): Env {
    return {
      ...this.env,
      [CHILD_ENV.config]: bequeathed(config),
      [CHILD_ENV.part]: this.part,
      ...(config.sandbox.enabled ? { [CHILD_ENV.sandboxUrl]: `http://127.0.0.1:${this.sandboxPort}` } : {}),
    };
  }
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
