import { Decimal } from '../money/index.ts';
import { ratio } from './ratio.ts';

/** Decimals of a share shown by API and screens: hundredths of a percent. */
export const SHARE_PLACES = 4;

/**
 * Coverage: part of the cost that is fully attributed (formula `coverage`, docs/formulas.md). Source: product.md C1;
 * its complement is the KPI "unallocated %".
 * Units: both arguments in the same currency and for the same period; answer 0..1, 4 decimals, half-even.
 * Undefined when nothing was spent.
 */
export function coverage(attributedCost: Decimal, cost: Decimal): Decimal | undefined {
  return ratio(attributedCost, cost, SHARE_PLACES);
}

/**
 * Priced share: part of the cost booked at a known price and not at a fallback (formula `priced_share`,
 * docs/formulas.md). Source: product.md C3, "an unknown price is a finding, never $0".
 * Units: both arguments in the same currency and for the same period; answer 0..1, 4 decimals, half-even.
 * Undefined when nothing was spent.
 */
export function pricedShare(unpricedCost: Decimal, cost: Decimal): Decimal | undefined {
  return ratio(cost.subtract(unpricedCost), cost, SHARE_PLACES);
}

/** Ids under which docs/formulas.md explains a figure; API answers carry them beside the figure. */
/** How far attribution has come, by coverage: crawl below 0.5, walk below 0.9, run from there on. Source: product.md C1. */
export function attributionMaturity(share: Decimal): 'crawl' | 'walk' | 'run' {
  if (share.compare(WALK) < 0) return 'crawl';
  return share.compare(RUN) < 0 ? 'walk' : 'run';
}

const WALK = Decimal.from('0.5');
const RUN = Decimal.from('0.9');

export const FORMULAS = {
  coverage: 'coverage',
  maturity: 'attribution_maturity',
  workList: 'attribution_work_list',
  pricedShare: 'priced_share',
} as const;
