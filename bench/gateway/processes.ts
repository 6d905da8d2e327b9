import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { setTimeout as delay } from 'node:timers/promises';

/** Clock ticks a second of /proc/PID/stat: 100 on every Linux that Debian builds. */
const TICK_MS = 10;

/** User and system time of the processes so far, in milliseconds. */
export function cpuMs(pids: readonly number[]): number {
  return pids.reduce((sum, pid) => {
    // The command may contain spaces and parentheses: fields are counted after the last one.
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return sum + (Number(fields[11]) + Number(fields[12])) * TICK_MS;
  }, 0);
}

/** Resident memory of the processes, in megabytes. */
export function rssMb(pids: readonly number[]): number {
  return pids.reduce((sum, pid) => {
    const match = /VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'));
    return sum + Number(match?.[1] ?? 0) / 1024;
  }, 0);
}

/** Proxies run on the last core, everything else on the others, so that single workers are comparable. */
export const PROXY_CORE = availableParallelism() - 1;

export function pin(pids: readonly number[], cores: string): void {
  if (PROXY_CORE < 1) return;
  for (const pid of pids) execFileSync('taskset', ['-acp', cores, String(pid)], { stdio: 'ignore' });
}

export const OTHER_CORES = PROXY_CORE < 1 ? '0' : `0-${PROXY_CORE - 1}`;

export interface Child {
  pid: number;
  stop(): Promise<void>;
}

/** Starts a program and waits until `url` answers. */
export async function start(
  command: string,
  args: readonly string[],
  url: string,
  env: Record<string, string> = {},
): Promise<Child> {
  const child = spawn(command, args, {
    stdio: ['ignore', 'ignore', 'pipe'],
    env: { ...process.env, ...env },
  });
  let errors = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    errors = (errors + text).slice(-4_000);
  });
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  for (let i = 0; i < 200; i++) {
    if (child.exitCode !== null) break;
    const up = await fetch(url).then(
      () => true,
      () => false,
    );
    if (up) return { pid: child.pid ?? 0, stop: () => terminate(child, ended) };
    await delay(50);
  }
  await terminate(child, ended);
  throw new Error(`${command} did not answer at ${url}\n${errors}`);
}

async function terminate(child: ChildProcess, ended: Promise<void>): Promise<void> {
  child.kill('SIGTERM');
  const hard = setTimeout(() => child.kill('SIGKILL'), 3_000);
  await ended;
  clearTimeout(hard);
}
