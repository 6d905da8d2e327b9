import { Decimal, MONEY_SCALE } from '../money/index.ts';
import { ratio } from './ratio.ts';
import { SHARE_PLACES } from './shares.ts';

/** Cost may rise by this percent from the first half of the range to the second and still be called stable. */
export const STABLE_PERCENT = 5;
/** Periods with successes that a trend needs. */
export const MIN_TREND_PERIODS = 4;

/** In their order, of equal length, whole ones only. Cost in one currency. */
type Periods = readonly { cost: Decimal; successes: number }[];

export interface Halves {
  first: Decimal;
  second: Decimal;
  /** (second - first) / first. */
  change: Decimal;
}

/** Cost per success in the two halves of a range; undefined with fewer than 4 periods that have successes, or a half without. */
export function halvesOf(periods: Periods): Halves | undefined {
  if (periods.filter(({ successes }) => successes > 0).length < MIN_TREND_PERIODS) return undefined;
  const middle = Math.floor(periods.length / 2);
  const first = costPerSuccess(periods.slice(0, middle));
  // of an odd number the one in the middle belongs to neither
  const second = costPerSuccess(periods.slice(periods.length - middle));
  const change = first && second && ratio(second.subtract(first), first, SHARE_PLACES);
  return first === undefined || second === undefined || change === undefined
    ? undefined
    : { first, second, change };
}

/** Whether the second half is dearer by more than the tolerance. */
export function rose({ change }: Halves): boolean {
  return change.multiply(HUNDRED).compare(Decimal.from(STABLE_PERCENT)) > 0;
}

/** Whether its cost fell by more than the tolerance; undefined without a trend. */
export function cheaper(periods: Periods): boolean | undefined {
  const halves = halvesOf(periods);
  return halves && halves.change.multiply(HUNDRED).compare(Decimal.from(-STABLE_PERCENT)) < 0;
}

function costPerSuccess(periods: Periods): Decimal | undefined {
  const successes = periods.reduce((sum, period) => sum + period.successes, 0);
  const cost = periods.reduce((sum, period) => sum.add(period.cost), Decimal.ZERO);
  return ratio(cost, Decimal.from(successes), MONEY_SCALE);
}

const HUNDRED = Decimal.from(100);
