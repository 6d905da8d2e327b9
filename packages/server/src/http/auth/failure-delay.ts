import type { Clock } from '../../platform/clock.ts';

const FREE = 5;
const FIRST_MS = 100;
const LONGEST_MS = 3_000;
const FORGET_MS = 60_000;

/**
 * Slows down guessing: after five failures within a minute every further failure is answered later and later. A right
 * credential is never delayed, so nobody can lock the owner out.
 */
export interface FailureDelay {
  afterFailure(): Promise<void>;
}

export function createFailureDelay(clock: Clock, sleep: (ms: number) => Promise<void>): FailureDelay {
  let failures: number[] = [];
  return {
    async afterFailure() {
      const now = clock.now();
      failures = failures.filter((at) => now - at < FORGET_MS);
      failures.push(now);
      const excess = failures.length - FREE;
      if (excess > 0) await sleep(Math.min(FIRST_MS * 2 ** Math.min(excess - 1, 10), LONGEST_MS));
    },
  };
}
