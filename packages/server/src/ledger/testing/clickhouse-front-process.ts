import { type ChildProcess, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { FrontFault } from './clickhouse-front-faults.ts';

const FRONT = fileURLToPath(new URL('./clickhouse-front.ts', import.meta.url));

/** The HTTP front over the in-process engine, as a process of its own. */
export interface ClickHouseFront {
  /** With credentials. */
  readonly url: string;
  fault(fault: FrontFault): Promise<void>;
  /** Ends it as a power cut would; `start` brings it back at the same address with its data. */
  kill(): Promise<void>;
  start(): Promise<void>;
}

const PASSWORD = 'p@ss:word/1';

export async function startClickHouseFront(directory: string): Promise<ClickHouseFront> {
  let child: ChildProcess | undefined;
  let port = '0';
  const start = async () => {
    const started = spawn(process.execPath, ['--import', 'tsx', FRONT, directory, port, PASSWORD], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    child = started;
    port = await new Promise<string>((resolve, reject) => {
      started.stdout.once('data', (line: Buffer) => resolve(line.toString().trim().replace('ready ', '')));
      started.once('exit', (code) => reject(new Error(`the front ended with ${code}`)));
    });
  };
  await start();
  return {
    get url() {
      return `http://weir:${encodeURIComponent(PASSWORD)}@127.0.0.1:${port}`;
    },
    async fault(fault) {
      await fetch(`http://127.0.0.1:${port}/_front/fault`, { method: 'PUT', body: JSON.stringify(fault) });
    },
    async kill() {
      const ended = child;
      if (ended === undefined || ended.exitCode !== null) return;
      const gone = new Promise((resolve) => ended.once('exit', resolve));
      ended.kill('SIGKILL');
      await gone;
      child = undefined;
    },
    start,
  };
}
