import { startOfDay, startOfMonth, startOfNextDay, startOfNextMonth } from '@weir/core/economics';

export type BudgetPeriod = 'day' | 'month' | 'total';

/** A hard budget of a workload. */
export interface Budget {
  /** Pico-units. */
  limit: bigint;
  currency: string;
  period: BudgetPeriod;
}

/** Epoch ms; `end` is exclusive and Infinity for `total`. */
export interface PeriodSpan {
  start: number;
  end: number;
}

/** The period of a kind that holds the instant `at`. */
export type PeriodOf = (kind: BudgetPeriod, at: number) => PeriodSpan;

export const WHOLE_TIME: PeriodSpan = { start: 0, end: Number.POSITIVE_INFINITY };

/** Calendar periods of an IANA zone, clock changes included. */
export function calendarPeriods(zone: () => string): PeriodOf {
  return (kind, at) => {
    if (kind === 'total') return WHOLE_TIME;
    const z = zone();
    return kind === 'day'
      ? { start: startOfDay(at, z), end: startOfNextDay(at, z) }
      : { start: startOfMonth(at, z), end: startOfNextMonth(at, z) };
  };
}

export function sameBudget(a: Budget | undefined, b: Budget | undefined): boolean {
  return a?.limit === b?.limit && a?.period === b?.period && a?.currency === b?.currency;
}
