import type { Count } from './count.ts';
import type { RateAmounts } from './pass.ts';

/** A call that waits for its turn. */
export interface Waiter {
  readonly order: number;
  readonly amounts: RateAmounts;
  readonly counts: readonly Count[];
  /** Monotonic ms. */
  readonly since: number;
  deadline: number;
  /** Where it waits. */
  at: Count | undefined;
  cancelTimer: (() => void) | undefined;
  pass(): void;
  refuse(error: Error): void;
}
