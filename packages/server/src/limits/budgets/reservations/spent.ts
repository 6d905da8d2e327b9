import type { BudgetPeriod, PeriodOf, PeriodSpan } from '../budget.ts';

/**
 * What this process has settled for one workload, by period. Kept with or without a budget, so that a budget set later
 * starts from what was really spent.
 */
export class Spent {
  private readonly periodOf: PeriodOf;
  private total = 0n;
  private month = 0n;
  private day = 0n;
  private monthSpan: PeriodSpan;
  private daySpan: PeriodSpan;

  constructor(periodOf: PeriodOf, now: number) {
    this.periodOf = periodOf;
    this.monthSpan = periodOf('month', now);
    this.daySpan = periodOf('day', now);
  }

  /** `at`: when the call began, which decides the period it belongs to. */
  add(actual: bigint, at: number): void {
    if (at >= this.daySpan.end) this.roll(at);
    this.total += actual;
    if (at >= this.monthSpan.start) this.month += actual;
    if (at >= this.daySpan.start) this.day += actual;
  }

  /** Sum of the period that begins at `start`; nothing was spent yet in one that is newer. */
  since(kind: BudgetPeriod, start: number): bigint {
    if (kind === 'total') return this.total;
    if (kind === 'month') return start === this.monthSpan.start ? this.month : 0n;
    return start === this.daySpan.start ? this.day : 0n;
  }

  /** The calendar's zone changed: the sums are taken for the periods that hold `now` in the new one. */
  rezone(now: number): void {
    if (now >= this.daySpan.end) this.roll(now);
    this.monthSpan = this.periodOf('month', now);
    this.daySpan = this.periodOf('day', now);
  }

  private roll(at: number): void {
    this.daySpan = this.periodOf('day', at);
    this.day = 0n;
    if (at < this.monthSpan.end) return;
    this.monthSpan = this.periodOf('month', at);
    this.month = 0n;
  }
}
