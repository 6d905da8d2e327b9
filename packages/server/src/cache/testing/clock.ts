import type { Clock } from '../../platform/clock.ts';

/** A clock that tests move. */
export interface ManualClock extends Clock {
  advance(milliseconds: number): void;
}

export function manualClock(start = Date.UTC(2026, 10, 22)): ManualClock {
  let passed = 0;
  return {
    now: () => start + passed,
    monotonic: () => passed,
    advance: (milliseconds) => {
      passed += milliseconds;
    },
  };
}
