import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { isProcessAlive, processIdentity } from './process-identity.ts';

describe('process identity', () => {
  it.runIf(existsSync('/proc/self/stat'))('tells a process from a later one with the same pid', () => {
    const own = processIdentity();
    expect(own.start).toMatch(/^[0-9a-f]{8}\.\d+$/);
    expect(isProcessAlive(own)).toBe(true);
    expect(isProcessAlive({ pid: process.ppid, start: own.start })).toBe(false);
  });

  it('knows that a process which has ended is gone', async () => {
    const child = spawn(process.execPath, ['-e', 'process.stdin.resume()']);
    const identity = { pid: child.pid ?? 0, start: '' };
    expect(isProcessAlive(identity)).toBe(true);
    child.kill('SIGKILL');
    await once(child, 'exit');
    expect(isProcessAlive(identity)).toBe(false);
  });
});
