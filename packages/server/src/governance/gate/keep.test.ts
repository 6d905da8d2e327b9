import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { keepGates } from './keep.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function keeping(refresh: () => Promise<void>) {
  let changed: (version: number) => void = () => {};
  const errors: object[] = [];
  const registry = {
    onChange(listener: (version: number) => void) {
      changed = listener;
      return () => {
        changed = () => {};
      };
    },
  };
  const log = { error: (fields: object) => void errors.push(fields) };
  return { kept: keepGates({ refresh }, registry, log as never), change: () => changed(1), errors };
}

it('looks at the start, once after a burst of changes, and every minute', async () => {
  let looks = 0;
  const { kept, change } = keeping(async () => {
    looks += 1;
  });
  await vi.advanceTimersByTimeAsync(0);
  expect(looks).toBe(1);
  for (let i = 0; i < 50; i++) change();
  await vi.advanceTimersByTimeAsync(1_000);
  expect(looks).toBe(2);
  await vi.advanceTimersByTimeAsync(60_000);
  expect(looks).toBe(3);
  await kept.stop();
  change();
  await vi.advanceTimersByTimeAsync(120_000);
  expect(looks).toBe(3);
});

it('goes on after a look that failed', async () => {
  let looks = 0;
  const { kept, errors } = keeping(async () => {
    looks += 1;
    if (looks === 1) throw new Error('the ledger is down');
  });
  await vi.advanceTimersByTimeAsync(60_000);
  expect([looks, errors.length]).toEqual([2, 1]);
  await kept.stop();
});
