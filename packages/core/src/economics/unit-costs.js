import { Decimal, MONEY_SCALE } from '../money/index.ts';
import { ratio } from './ratio.ts';
import { SHARE_PLACES } from './shares.ts';

const MILLION = Decimal.from(1_000_000);
/**
 * Cost per call (formula `cost_per_call`, docs/formulas.md). Source: standards.md, KPIs; product.md C7.
 * Units: cost of production (evaluation copies taken off) in a currency, calls of production in the same period; answer in
 * that currency, 12 decimals, half-even. Undefined without calls.
 */
export function costPerCall(cost, calls) {
  return ratio(cost, Decimal.from(calls), MONEY_SCALE);
}
/**
 * Effective cost per million tokens (formula `cost_per_million_tokens`, docs/formulas.md). Source: standards.md, KPIs.
 * Units: cost in a currency, input and output tokens of the same calls; answer in that currency per 1,000,000 tokens, 12
 * decimals, half-even. Undefined without tokens, or when corrections leave fewer than none.
 */
export function costPerMillionTokens(cost, tokens) {
  return tokens <= 0 ? undefined : ratio(cost.multiply(MILLION), Decimal.from(tokens), MONEY_SCALE);
}
/**
 * Relative change (formula `change`, docs/formulas.md): (now - before) / before.
 * Units: both in the same currency, for two ranges of time; answer as a share, 4 decimals, half-even. Undefined when
 * nothing was spent before: growth from nothing has no rate.
 */
export function relativeChange(now, before) {
  return ratio(now.subtract(before), before, SHARE_PLACES);
}
/** Ids in docs/formulas.md by field of `GET /explore`. */
export const EXPLORE_FORMULAS = {
  'units.cost_per_call': 'cost_per_call',
  'units.cost_per_million_tokens': 'cost_per_million_tokens',
  'change.share': 'change',
  percentiles: 'percentiles',
};
