import { describe, expect, it } from 'vitest';
import { createLandingGate } from './landing-gate.ts';

describe('the landing gate', () => {
  it('holds up what comes later, waits for what is landing, and lets all of it pass in the end', async () => {
    const gate = createLandingGate();
    const said: string[] = [];
    const { promise: slow, resolve: finish } = deferred();
    const { promise: held, resolve: release } = deferred();
    const first = gate.pass(async () => {
      await slow;
      said.push('first landed');
    });
    await tick();
    const holding = gate.hold(async () => {
      said.push('held');
      await held;
      said.push('released');
    });
    const second = gate.pass(async () => {
      said.push('second landed');
    });
    await tick();
    expect(said).toEqual([]);
    finish();
    await first;
    await tick();
    expect(said).toEqual(['first landed', 'held']);
    release();
    await Promise.all([holding, second]);
    expect(said).toEqual(['first landed', 'held', 'released', 'second landed']);
  });

  it('opens again after a holder that failed', async () => {
    const gate = createLandingGate();
    await expect(gate.hold(() => Promise.reject(new Error('no')))).rejects.toThrow('no');
    expect(await gate.pass(async () => 'landed')).toBe('landed');
  });
});

function deferred(): { promise: Promise<void>; resolve: () => void } {
  let resolve = () => {};
  const promise = new Promise<void>((done) => {
    resolve = done;
  });
  return { promise, resolve };
}

const tick = () => new Promise((resolve) => setImmediate(resolve));
