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

/**
 * What a budget counts, as text: calls of this scope in such periods of this zone. Figures on other terms say nothing about
 * it; a change of amount, mode or thresholds leaves the terms as they are.
 */
export function termsOf({ scope, period, span }: Budget, zone: string): string {
  const sorted = Object.entries(scope).sort(([a], [b]) => (a < b ? -1 : 1));
  const dates = span === undefined ? '' : `${span.start}-${span.end}`;
  return `${period} ${dates} ${zone} ${JSON.stringify(sorted)}`;
}

/** Refuses what it does not cover. */
export function isHard({ mode }: Budget): boolean {
  return mode !== 'soft';
}
