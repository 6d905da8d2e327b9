import { spawn } from 'node:child_process';
import { createTestIo, runWeir } from '../../packages/server/src/cli/testing.ts';
import { PROGRAM, type RunningWeir } from '../support/weir.ts';

export interface Ran {
  code: number | null;
  out: string;
  err: string;
}

/** The built command line as a process of its own, in `dir`, which is the data directory as well. */
export function runProcess(dir: string, line: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<Ran> {
  const child = spawn(process.execPath, [...PROGRAM, ...line], {
    cwd: dir,
    env: { ...process.env, WEIR_DATA_DIR: dir, USER: 'ada', NO_COLOR: '1', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let out = '';
  let err = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    out += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    err += text;
  });
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => resolve({ code, out, err }));
  });
}

/** As `runProcess`; fails on any exit code but 0. */
export async function inProcess(dir: string, line: string | readonly string[]): Promise<string> {
  const words = typeof line === 'string' ? line.split(' ') : line;
  return told(words, await runProcess(dir, words));
}

/** The same commands of the same running Weir without a process for each, which would cost a test most of its time. */
export async function weir(asked: RunningWeir, line: string | readonly string[]): Promise<string> {
  const words = typeof line === 'string' ? line.split(' ') : line;
  const env = { WEIR_ADMIN_URL: asked.adminUrl, WEIR_ADMIN_TOKEN: asked.adminToken, USER: 'ada' };
  const io = createTestIo({ cwd: asked.dir, env, fetch, now: Date.now });
  return told(words, await runWeir(words, { io }));
}

/** Its answer as JSON. */
export async function weirJson<T>(asked: RunningWeir, line: string | readonly string[]): Promise<T> {
  const words = typeof line === 'string' ? line.split(' ') : line;
  return JSON.parse(await weir(asked, [...words, '--json'])) as T;
}

function told(words: readonly string[], { code, out, err }: Ran): string {
  if (code !== 0) throw new Error(`weir ${words.join(' ')}: exit ${code}\n${err}${out}`);
  return out;
}
