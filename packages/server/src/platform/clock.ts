/** Time is injected so that tests own it. */
export interface Clock {
  /** Epoch milliseconds, UTC. */
  now(): number;
  /** Monotonic milliseconds with fractions, for durations only. */
  monotonic(): number;
}

export const systemClock: Clock = {
  now: () => Date.now(),
  monotonic: () => performance.now(),
};
