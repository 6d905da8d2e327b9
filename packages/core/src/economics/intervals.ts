import { Decimal } from '../money/index.ts';
import { SHARE_PLACES } from './shares.ts';

/** Standard normal quantile of 0.975: intervals are of 95 %. */
const Z = 1.959964;
/** Below it a figure is said to rest on a small sample. */
export const SMALL_SAMPLE = 30;
/** A ratio over fewer periods than this has no interval: its spread would be guessed from next to nothing. */
export const MIN_INTERVAL_PERIODS = 5;
/** Decimals of the factor that an interval lies below and above its figure by. */
const FACTOR_PLACES = 6;

export interface Interval {
  low: Decimal;
  high: Decimal;
}

/** What was spent, and what was counted, in one period. */
export interface RatioPeriod {
  cost: Decimal;
  count: number;
}

/**
 * 95 % interval of a rate (formula `success_rate`, docs/formulas.md), by Wilson's score. Source: Wilson 1927, JASA 22; recommended for
 * small samples by Brown, Cai, DasGupta 2001, Statistical Science 16.
 * Units: `hits` of `trials`, counts; answer 0..1, 4 decimals. Undefined without trials, or when hits are no part of them.
 */
export function rateInterval(hits: number, trials: number): Interval | undefined {
  if (trials <= 0 || hits < 0 || hits > trials) return undefined;
  const rate = hits / trials;
  const spread = Z * Math.sqrt((rate * (1 - rate)) / trials + (Z * Z) / (4 * trials * trials));
  const under = 1 + (Z * Z) / trials;
  const middle = rate + (Z * Z) / (2 * trials);
  return {
    low: decimalOf(Math.max(0, (middle - spread) / under), SHARE_PLACES),
    high: decimalOf(Math.min(1, (middle + spread) / under), SHARE_PLACES),
  };
}

/**
 * 95 % interval of a sum of costs over a sum of counts (formula `cost_interval`, docs/formulas.md): how much the ratio moves from period
 * to period, cost and count together. Variance of a ratio estimator, on the scale of logarithms so that it is never below 0, with Student's t
 * of n - 1. Source: Cochran 1977, Sampling Techniques, 6.4; Abramowitz and Stegun 26.7.5 for t.
 * Units: `ratio` in a currency per one counted; `periods` of equal length in the same currency; answer as `ratio`. The factor is rounded to 6
 * decimals, the ends to 12. Undefined for fewer than 5 periods, without counts, or for a ratio that is not above 0.
 */
export function ratioInterval(ratio: Decimal, periods: readonly RatioPeriod[]): Interval | undefined {
  const n = periods.length;
  const counted = periods.reduce((sum, { count }) => sum + count, 0);
  const value = Number(ratio.toString());
  if (n < MIN_INTERVAL_PERIODS || counted <= 0 || !(value > 0)) return undefined;
  const squares = periods.reduce((sum, { cost, count }) => {
    const off = Number(cost.toString()) / value - count;
    return sum + off * off;
  }, 0);
  const error = Math.sqrt((n * squares) / (n - 1)) / counted;
  const factor = decimalOf(Math.exp(Math.min(studentT(n - 1) * error, 20)), FACTOR_PLACES);
  return { low: ratio.quotient(factor, 12), high: ratio.multiply(factor).roundHalfEven(12) };
}

/** Quantile 0.975 of Student's t, within 0.3 % from 4 degrees of freedom on. */
export function studentT(freedom: number): number {
  const z3 = Z ** 3;
  const z5 = Z ** 5;
  const z7 = Z ** 7;
  return (
    Z +
    (z3 + Z) / (4 * freedom) +
    (5 * z5 + 16 * z3 + 3 * Z) / (96 * freedom ** 2) +
    (3 * z7 + 19 * z5 + 17 * z3 - 15 * Z) / (384 * freedom ** 3)
  );
}

function decimalOf(value: number, places: number): Decimal {
  return Decimal.from(value.toFixed(places));
}
