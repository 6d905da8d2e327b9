import type { Clock } from '../platform/clock.ts';
import { Roster, type Rostered } from './roster.ts';

/** Something that may take too long. */
export interface Timed extends Rostered {
  /** Called every tick with the time of `Deadlines.now`. May remove itself. */
  check(now: number): void;
}

/**
 * One coarse timer for all waits of a gateway: instead of arming and clearing timers per call, everything that waits
 * is looked at a few times a second. Deadlines are late by at most one tick.
 */
export class Deadlines {
  /** Monotonic milliseconds, as of the last tick: cheap to read, at most one tick old. */
  now: number;
  /** How late the last tick was: the process had no time for it. */
  lagMs = 0;
  private readonly waiting = new Roster<Timed>();
  private readonly timer: NodeJS.Timeout;

  constructor(clock: Clock, tickMs: number) {
    this.now = clock.monotonic();
    this.timer = setInterval(() => {
      const before = this.now;
      this.now = clock.monotonic();
      this.lagMs = Math.max(0, this.now - before - tickMs);
      this.waiting.each((timed) => timed.check(this.now));
    }, tickMs);
    this.timer.unref();
  }

  add(timed: Timed): void {
    this.waiting.add(timed);
  }

  remove(timed: Timed): void {
    this.waiting.remove(timed);
  }

  stop(): void {
    clearInterval(this.timer);
  }
}
