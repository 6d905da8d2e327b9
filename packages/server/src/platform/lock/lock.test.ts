import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { isProcessAlive, processIdentity } from '../process-identity.ts';
import { acquireLock, lockHolder } from './index.ts';

const TSX = fileURLToPath(new URL('../../../../../node_modules/tsx/dist/loader.mjs', import.meta.url));
const CHILD = fileURLToPath(new URL('./child.fixture.ts', import.meta.url));

let dir: string;
let path: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'weir-lock-'));
  path = join(dir, 'lock');
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

function child(counter: string, log: string, rounds: number): ChildProcess {
  return spawn(process.execPath, ['--import', TSX, CHILD, path, counter, log, String(rounds)], {
    stdio: 'ignore',
  });
}

function exited(process: ChildProcess): Promise<void> {
  return new Promise((resolve) => process.once('exit', () => resolve()));
}

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setTimeout(resolve, 5));
}

describe('acquireLock', () => {
  it('refuses a second holder and says who, since when and as what', async () => {
    const lock = await acquireLock(path, { command: 'weir up' });
    const refusal = acquireLock(path, { command: 'weir up' });
    await expect(refusal).rejects.toMatchObject({ code: 'data_dir_locked' });
    await expect(refusal).rejects.toThrow(
      new RegExp(`process ${process.pid} \\(weir up\\), running since 20\\d\\d-\\d\\d-\\d\\dT`),
    );
    expect(lockHolder(path)).toMatchObject({ pid: process.pid, command: 'weir up' });
    lock.release();
    lock.release();
    expect(lockHolder(path)).toBeUndefined();
    (await acquireLock(path, { command: 'again' })).release();
    expect(readdirSync(`${path}.d`)).toEqual([]);
  });

  it('waits as long as it was told', async () => {
    const first = await acquireLock(path, { command: 'first' });
    const second = acquireLock(path, { waitMs: 10_000, command: 'second' });
    first.release();
    const lock = await second;
    expect(lockHolder(path)?.command).toBe('second');
    lock.release();
  });

  it('takes over from a dead process, also when its pid belongs to another now', async () => {
    const { pid, start } = processIdentity();
    const reused = `${pid}-${start}0-0123456789ab`;
    const gone = '4194303-1.1-0123456789ab';
    (await acquireLock(path, { command: 'x' })).release();
    for (const name of [reused, gone, 'garbage']) writeFileSync(join(`${path}.d`, name), '');
    writeFileSync(path, JSON.stringify({ pid, start: `${start}0`, since: 'x', command: 'x', nonce: reused }));
    const lock = await acquireLock(path, { command: 'weir up' });
    expect(lockHolder(path)?.command).toBe('weir up');
    expect(readdirSync(`${path}.d`)).toHaveLength(1);
    lock.release();
    expect(existsSync(path)).toBe(false);
  });

  it('never lets two processes in at once, though they are killed at random', async () => {
    const counter = join(dir, 'counter');
    const log = join(dir, 'log');
    writeFileSync(counter, '0');
    writeFileSync(log, '');
    const doomed = [child(counter, log, 10_000), child(counter, log, 10_000)];
    const steady = [child(counter, log, 25), child(counter, log, 25)];
    const lines = () => readFileSync(log, 'utf8').split('\n').filter(Boolean);
    const ends = [...doomed, ...steady].map(exited);
    for (const [i, victim] of doomed.entries()) {
      await until(() => lines().length > 8 * (i + 1));
      victim.kill('SIGKILL');
    }
    await Promise.all(ends);
    expect(lines().filter((line) => line.startsWith('overlap'))).toEqual([]);
    for (const { pid } of steady) {
      expect(lines().filter((line) => line === `did ${pid}`)).toHaveLength(25);
    }
  });
});

describe('process identity', () => {
  it('knows this process, and knows that one has ended', async () => {
    expect(isProcessAlive(processIdentity())).toBe(true);
    const short = spawn(process.execPath, ['-e', '']);
    const pid = short.pid ?? 0;
    expect(isProcessAlive({ pid, start: '' })).toBe(true);
    await exited(short);
    expect(isProcessAlive({ pid, start: '' })).toBe(false);
  });
});
