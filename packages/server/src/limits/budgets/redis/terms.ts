import type { PeriodSpan } from '@weir/core/economics';
import { type Budget, type PeriodOf, termsOf } from '../budget.ts';
import { textOf } from './amounts.ts';
import type { AccountLook } from './looks.ts';

/** In force: amount, roll-over and lifts; pico-units. `at` decides which lifts hold. */
export type LimitOf = (budget: Budget, span: PeriodSpan, at: number) => bigint;

/** What an account is told of its budget, as Redis keeps it. */
export interface Terms {
  /** What it counts, in which periods: figures on other terms are of another account. */
  readonly kind: string;
  readonly start: number;
  /** 0 for never. */
  readonly end: number;
  readonly limit: string;
  readonly yellow: string;
  readonly red: string;
  /** Start, end, limit and thresholds of the period after this, so that it begins without control. Empty: none. */
  readonly next: string;
}

/** Steps of a percent that thresholds are taken to. */
const PERCENT_STEPS = 10_000;

export interface TermsOptions {
  readonly zone: string;
  readonly periodOf: PeriodOf;
  readonly limitOf: LimitOf;
  readonly now: number;
}

export function accountTerms(budget: Budget, { zone, periodOf, limitOf, now }: TermsOptions): Terms {
  const span = periodOf(budget, now);
  const current = amounts(budget, limitOf(budget, span, now));
  return {
    kind: termsOf(budget, zone),
    start: span.start,
    end: ending(span),
    ...current,
    next: nextOf(budget, span, periodOf, limitOf),
  };
}

export function sameTerms(terms: Terms, look: AccountLook): boolean {
  return (
    terms.kind === look.kind &&
    terms.start === look.start &&
    terms.end === look.end &&
    terms.limit === textOf(look.limit) &&
    terms.yellow === textOf(look.yellow) &&
    terms.red === textOf(look.red) &&
    terms.next === look.next
  );
}

function nextOf(budget: Budget, span: PeriodSpan, periodOf: PeriodOf, limitOf: LimitOf): string {
  if (!Number.isFinite(span.end) || budget.period === 'fixed') return '';
  const next = periodOf(budget, span.end);
  const { limit, yellow, red } = amounts(budget, limitOf(budget, next, next.start));
  return `${next.start} ${ending(next)} ${limit} ${yellow} ${red}`;
}

function amounts({ yellow, red }: Budget, limit: bigint) {
  const share = (percent: number) => {
    const steps = BigInt(Math.round(percent * PERCENT_STEPS));
    return textOf((limit * steps) / BigInt(100 * PERCENT_STEPS));
  };
  return { limit: textOf(limit), yellow: share(yellow), red: share(red) };
}

function ending({ end }: PeriodSpan): number {
  return Number.isFinite(end) ? end : 0;
}
