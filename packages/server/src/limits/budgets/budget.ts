import type { BudgetMode, BudgetPeriod, DegradeTo, Scope } from '@weir/core/contract';
import { type PeriodSpan, periodAt } from '@weir/core/economics';

/** A budget as gateways and authority know it. */
export interface Budget {
  id: string;
  name: string;
  scope: Scope;
  /** Amount in the organization's currency, without roll-over and lifts; pico-units. */
  amount: bigint;
  currency: string;
  period: BudgetPeriod;
  /** Of a `fixed` period. */
  span?: PeriodSpan;
  mode: BudgetMode;
  /** Percent of the limit. */
  yellow: number;
  red: number;
  degradeTo?: DegradeTo;
  onAuthorityLoss: 'closed' | 'held_lease';
  /** Whom to ask. */
  owner?: string;
}

/** The period of a budget that holds the instant; `end` is exclusive and Infinity for `total`. */
export type PeriodOf = (budget: Pick<Budget, 'period' | 'span'>, at: number) => PeriodSpan;

/** Calendar periods of an IANA zone, clock changes included. */
export function calendarPeriods(zone: () => string): PeriodOf {
  return ({ period, span }, at) => periodAt(period, at, zone(), span);
}
