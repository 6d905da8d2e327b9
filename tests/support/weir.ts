import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Admin } from './admin.ts';
import { freePorts } from './ports.ts';
import { descendants, environment, isAlive } from './processes.ts';
import { waitFor } from './wait.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
/** The built program, or, to try sources without a build, arguments of node: `--import tsx packages/server/src/app/main.ts`. */
export const PROGRAM = process.env['WEIR_TEST_PROGRAM']
  ?.split(' ')
  .map((part) => (/\.(ts|js|mjs)$/.test(part) ? resolve(ROOT, part) : part)) ?? [
  join(ROOT, 'packages/server/bin/weir.mjs'),
];
/** Provider keys of the developer's shell must never reach a test. */
const SECRETS = ['OPENAI_API_KEY', 'ANTHROPIC_API_KEY', 'GEMINI_API_KEY'];
/** Generous: a start on a busy machine is slow, not broken. */
const START_MS = 120_000;
const STOP_MS = 20_000;

export interface StartOptions {
  /** Data directory to use and keep; a temporary one, removed at the end, when absent. */
  dir?: string;
  env?: Record<string, string>;
  /** Text of weir.yaml. */
  config?: string;
  /** Default 1. */
  workers?: number;
  gatewayPort?: number;
  adminPort?: number;
}

export type Role = 'supervisor' | 'control' | 'worker' | 'sandbox';

export interface RunningWeir {
  readonly dir: string;
  readonly gatewayUrl: string;
  readonly adminUrl: string;
  /** Of the local CLI; new whenever control starts. */
  readonly adminToken: string;
  /** Key of the playground workload, good for the sandbox only. */
  readonly sandboxKey: string;
  readonly admin: Admin;
  readonly supervisor: number;
  /** Process ids by role. */
  pids(role: Role): number[];
  /** kill -9 of the processes in that role. Returns how many were killed. */
  kill(role: Role): number;
  /** Everything printed so far. */
  output(): string;
  /** Ctrl-C: drains, then gone; resolves with the exit code. Removes a temporary data directory. */
  stop(): Promise<number | null>;
}

/** Starts a built Weir and resolves when it takes calls. */
export async function startWeir(options: StartOptions = {}): Promise<RunningWeir> {
  const dir = options.dir ?? mkdtempSync(join(tmpdir(), 'weir-test-'));
  const [gatewayPort = 0, adminPort = 0] =
    options.gatewayPort !== undefined && options.adminPort !== undefined
      ? [options.gatewayPort, options.adminPort]
      : await freePorts(2);
  if (options.config !== undefined) writeFileSync(join(dir, 'weir.yaml'), options.config);
  const env = { ...process.env, ...options.env };
  for (const secret of SECRETS) if (options.env?.[secret] === undefined) delete env[secret];
  const child = spawn(process.execPath, [...PROGRAM, 'up'], {
    cwd: dir,
    env: {
      ...env,
      WEIR_DATA_DIR: dir,
      WEIR_GATEWAY_PORT: String(gatewayPort),
      WEIR_ADMIN_PORT: String(adminPort),
      WEIR_WORKERS: String(options.workers ?? 1),
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const weir = new Instance(child, dir, options.dir === undefined, gatewayPort, adminPort);
  try {
    await Promise.race([weir.ready(), weir.failed()]);
    return weir;
  } catch (error) {
    await weir.stop();
    throw new Error(`Weir did not start.\n${weir.output()}`, { cause: error });
  }
}

class Instance implements RunningWeir {
  readonly dir: string;
  readonly gatewayUrl: string;
  readonly adminUrl: string;
  readonly admin: Admin;
  readonly supervisor: number;
  private readonly child: ChildProcess;
  private readonly temporary: boolean;
  private readonly exited: Promise<number | null>;
  private printed = '';

  constructor(child: ChildProcess, dir: string, temporary: boolean, gatewayPort: number, adminPort: number) {
    this.child = child;
    this.dir = dir;
    this.temporary = temporary;
    this.supervisor = child.pid ?? 0;
    this.gatewayUrl = `http://127.0.0.1:${gatewayPort}`;
    this.adminUrl = `http://127.0.0.1:${adminPort}`;
    this.admin = new Admin(this.adminUrl, this.gatewayUrl, () => this.adminToken);
    this.exited = new Promise((resolve) => child.once('exit', resolve));
    for (const stream of [child.stdout, child.stderr]) {
      stream?.setEncoding('utf8').on('data', (text: string) => {
        this.printed += text;
      });
    }
  }

  get adminToken(): string {
    return this.read('run/cli.token');
  }

  get sandboxKey(): string {
    return this.read('sandbox.key');
  }

  /** Rejects when the process ends, so that nobody waits for what will not come. */
  async failed(): Promise<never> {
    throw new Error(`Weir ended with code ${await this.exited}`);
  }

  async ready(): Promise<void> {
    await waitFor('the gateway', START_MS, async () => {
      if (this.child.exitCode !== null) return true;
      const [gateway, admin] = await Promise.all([
        fetch(`${this.gatewayUrl}/health/ready`),
        fetch(`${this.adminUrl}/health`),
      ]);
      return gateway.ok && admin.ok ? true : undefined;
    });
  }

  pids(role: Role): number[] {
    if (role === 'supervisor') return [this.supervisor];
    return descendants(this.supervisor).filter((pid) => environment(pid)['WEIR_ROLE'] === role);
  }

  kill(role: Role): number {
    const pids = this.pids(role).filter(isAlive);
    for (const pid of pids) process.kill(pid, 'SIGKILL');
    return pids.length;
  }

  output(): string {
    return this.printed;
  }

  async stop(): Promise<number | null> {
    const children = descendants(this.supervisor);
    if (this.child.exitCode === null && this.child.signalCode === null) this.child.kill('SIGINT');
    const late = setTimeout(() => this.child.kill('SIGKILL'), STOP_MS);
    const code = await this.exited;
    clearTimeout(late);
    for (const pid of children.filter(isAlive)) process.kill(pid, 'SIGKILL');
    if (this.temporary) rmSync(this.dir, { recursive: true, force: true });
    return code;
  }

  private read(file: string): string {
    return readFileSync(join(this.dir, file), 'utf8').trim();
  }
}
