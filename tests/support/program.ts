import { type ChildProcess, spawn } from 'node:child_process';
import { descendants, environment, isAlive } from './processes.ts';
import { PROGRAM, type Role } from './weir.ts';

/** Provider keys of the developer's shell must never reach a test. */
const SECRETS = ['OPENAI_API_KEY', 'ANTHROPIC_API_KEY', 'GEMINI_API_KEY'];
const STOP_MS = 20_000;

export interface ProgramOptions {
  cwd: string;
  env: Record<string, string>;
}

/** A built `weir` that runs until it is stopped or killed, and the processes below it. */
export class Program {
  private readonly command: readonly string[];
  private readonly options: ProgramOptions;
  private readonly child: ChildProcess;
  private readonly exited: Promise<number | null>;
  private printed = '';

  constructor(command: readonly string[], options: ProgramOptions) {
    this.command = command;
    this.options = options;
    const env: NodeJS.ProcessEnv = { ...process.env, ...options.env };
    for (const secret of SECRETS) if (options.env[secret] === undefined) delete env[secret];
    this.child = spawn(process.execPath, [...PROGRAM, ...command], {
      cwd: options.cwd,
      env,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.exited = new Promise((resolve) => this.child.once('exit', resolve));
    for (const stream of [this.child.stdout, this.child.stderr]) {
      stream?.setEncoding('utf8').on('data', (text: string) => {
        this.printed += text;
      });
    }
  }

  output(): string {
    return this.printed;
  }

  pids(role: Role | 'shipper'): number[] {
    const supervisor = this.child.pid ?? 0;
    if (role === 'supervisor') return [supervisor];
    return descendants(supervisor).filter((pid) => environment(pid)['WEIR_ROLE'] === role);
  }

  /** kill -9 of the processes in that role. Returns how many were killed. */
  kill(role: Role | 'shipper'): number {
    return this.signal(role, 'SIGKILL');
  }

  signal(role: Role | 'shipper', signal: NodeJS.Signals): number {
    const pids = this.pids(role).filter(isAlive);
    for (const pid of pids) process.kill(pid, signal);
    return pids.length;
  }

  /** kill -9 of all of it, as when a host dies. */
  async killAll(): Promise<void> {
    const children = descendants(this.child.pid ?? 0);
    this.child.kill('SIGKILL');
    for (const pid of children.filter(isAlive)) process.kill(pid, 'SIGKILL');
    await this.exited;
  }

  /** The same command once more. */
  again(): Program {
    return new Program(this.command, this.options);
  }

  /** Ctrl-C: drains, then gone; resolves with the exit code. */
  async stop(): Promise<number | null> {
    const children = descendants(this.child.pid ?? 0);
    if (this.child.exitCode === null && this.child.signalCode === null) this.child.kill('SIGINT');
    const late = setTimeout(() => this.child.kill('SIGKILL'), STOP_MS);
    const code = await this.exited;
    clearTimeout(late);
    for (const pid of children.filter(isAlive)) process.kill(pid, 'SIGKILL');
    return code;
  }
}
