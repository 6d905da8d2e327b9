import { ratio } from './ratio.ts';
/** Decimals of a share shown by API and screens: hundredths of a percent. */
export const SHARE_PLACES = 4;
/**
 * Coverage: part of the cost that is fully attributed (formula `coverage`, docs/formulas.md). Source: product.md C1;
 * its complement is the KPI "unallocated %".
 * Units: both arguments in the same currency and for the same period; answer 0..1, 4 decimals, half-even.
 * Undefined when nothing was spent.
 */
export function coverage(attributedCost, cost) {
  return ratio(attributedCost, cost, SHARE_PLACES);
}
/**
 * Priced share: part of the cost booked at a known price and not at a fallback (formula `priced_share`,
 * docs/formulas.md). Source: product.md C3, "an unknown price is a finding, never $0".
 * Units: both arguments in the same currency and for the same period; answer 0..1, 4 decimals, half-even.
 * Undefined when nothing was spent.
 */
export function pricedShare(unpricedCost, cost) {
  return ratio(cost.subtract(unpricedCost), cost, SHARE_PLACES);
}
/** Ids under which docs/formulas.md explains a figure; API answers carry them beside the figure. */
export const FORMULAS = { coverage: 'coverage', pricedShare: 'priced_share' };
