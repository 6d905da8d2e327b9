/** Ends a wait for money of a period that is over: what is held must be taken again, in the period from `start` on. */
export class PeriodOver extends Error {
  readonly start: number;

  constructor(start: number) {
    super('the period of a budget ended');
    this.start = start;
  }
}

/** Ends a wait for a budget that was removed or made anew: what matches must be found again. */
export class BudgetGone extends Error {
  constructor() {
    super('a budget changed');
  }
}
