import type { Clock } from '../../../platform/clock.ts';

/** By budget: start of the period (epoch ms) and what was settled in it, pico-units as text. */
export type SettledFigures = Record<string, [period: number, pico: string]>;

/**
 * Instants that divide the calls of this process: every call that ended until a mark is written before it, every later one
 * ends after it, whatever the clock does.
 */
export class Marks {
  private readonly clock: Clock;
  private readonly put: (at: number) => Promise<void>;
  private last = 0;
  private latestEnd = 0;
  private due = false;
  private wasReachable = true;

  constructor(clock: Clock, put: (at: number) => Promise<void>) {
    this.clock = clock;
    this.put = put;
  }

  /** The end to record: never one that a mark has already closed. */
  endOf(endedAt: number): number {
    const end = endedAt > this.last ? endedAt : this.last + 1;
    if (end > this.latestEnd) this.latestEnd = end;
    return end;
  }

  /** A new mark, to be written. */
  begin(): number {
    this.due = true;
    return this.next();
  }

  /** A control that was away may have missed a mark that its budgets wait for. */
  reachable(reachable: boolean, needed: boolean): void {
    if (reachable && !this.wasReachable && needed) this.due = true;
    this.wasReachable = reachable;
  }

  async writeIfDue(): Promise<void> {
    if (this.due) await this.write();
  }

  /** One that cannot be written now is written with the next report. */
  async write(): Promise<void> {
    this.due = false;
    try {
      await this.put(this.next());
    } catch {
      this.due = true;
    }
  }

  private next(): number {
    this.last = Math.max(this.clock.now(), this.latestEnd, this.last);
    return this.last;
  }
}
