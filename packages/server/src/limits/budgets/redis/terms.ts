import type { BudgetLevel } from '@weir/core/contract';
import type { PeriodSpan } from '@weir/core/economics';
import type { AuthorityOptions } from '../authority/authority.ts';
import { type Budget, termsOf } from '../budget.ts';
import { textOf } from './amounts.ts';
import type { AccountLook } from './looks.ts';

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
  readonly least: BudgetLevel;
  /** Start, end, limit and thresholds of the period after this, so that it begins without control. Empty: none. */
  readonly next: string;
}

/** Steps of a percent that thresholds are taken to. */
const PERCENT_STEPS = 1_000;

type TermsOptions = Pick<AuthorityOptions, 'clock' | 'zone' | 'periodOf' | 'limitOf' | 'levelAtLeast'>;

export function accountTerms(budget: Budget, options: TermsOptions): Terms {
  const { clock, zone, periodOf, limitOf, levelAtLeast } = options;
  const span = periodOf(budget, clock.now());
  return {
    kind: termsOf(budget, zone()),
    start: span.start,
    end: ending(span),
    ...amounts(budget, limitOf(budget, span)),
    least: levelAtLeast?.(budget) ?? 'green',
    next: nextOf(budget, span, options),
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
    terms.least === look.least &&
    terms.next === look.next
  );
}

function nextOf(budget: Budget, span: PeriodSpan, { periodOf, limitOf }: TermsOptions): string {
  if (!Number.isFinite(span.end) || budget.period === 'fixed') return '';
  const next = periodOf(budget, span.end);
  const { limit, yellow, red } = amounts(budget, limitOf(budget, next));
  return `${next.start} ${ending(next)} ${limit} ${yellow} ${red}`;
}

function amounts({ yellow, red }: Budget, limit: bigint) {
  const share = (percent: number) => {
    const steps = BigInt(Math.round(percent * PERCENT_STEPS));
    const all = BigInt(100 * PERCENT_STEPS);
    return textOf((limit * steps + all - 1n) / all);
  };
  return { limit: textOf(limit), yellow: share(yellow), red: share(red) };
}

function ending({ end }: PeriodSpan): number {
  return Number.isFinite(end) ? end : 0;
}
