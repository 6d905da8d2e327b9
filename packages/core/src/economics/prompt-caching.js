import { Decimal } from '../money/index.ts';
import { ratio } from './ratio.ts';
import { SHARE_PLACES } from './shares.ts';
/**
 * Prompt cache hit rate: part of the input tokens that the provider took from its cache (formula
 * `prompt_cache_hit_share`, docs/formulas.md). Source: product.md C12.
 * Units: tokens of the same calls; `inputTokens` contains reads and writes. Answer 0..1, 4 decimals, half-even.
 * Null when there was no input, or the number of reads is not known.
 */
export function promptCacheHitRate(cacheReadTokens, inputTokens) {
  if (cacheReadTokens === undefined || inputTokens === undefined) return null;
  return ratio(Decimal.from(cacheReadTokens), Decimal.from(inputTokens), SHARE_PLACES) ?? null;
}
/**
 * Net saving of provider prompt caching: what reads saved, less what writes cost more than plain input (formula
 * `prompt_cache_saving`, docs/formulas.md). Negative where prefixes are written and not read again. Source:
 * product.md C12, "each shows what it saved against what would have been paid".
 * Units: the currency of the prices; exact, no rounding. Zero for no use; null when a price that matters is unknown.
 */
export function promptCacheNetSaving(uses) {
  let saving = Decimal.ZERO;
  for (const use of uses) {
    const saved = difference(use.cacheReadTokens, use.inputPrice, use.cacheReadPrice);
    const spent = difference(use.cacheWriteTokens, use.cacheWritePrice, use.inputPrice);
    if (saved === null || spent === null) return null;
    saving = saving.add(saved).subtract(spent);
  }
  return saving;
}
/**
 * Avoided cost of exact hits: what the answers that came from the response cache would have cost, each at what the
 * provider charged for the original (formula `avoided_cost`, docs/formulas.md). Source: product.md C12.
 * Units: the currency of the costs; exact. Zero for no hits; null when the cost of one is unknown.
 */
export function exactCacheAvoidedCost(originalCosts) {
  let avoided = Decimal.ZERO;
  for (const cost of originalCosts) {
    if (cost === undefined) return null;
    avoided = avoided.add(cost);
  }
  return avoided;
}
/** tokens x (from - to). A price does not matter where there are no tokens. */
function difference(tokens, from, to) {
  if (tokens === 0n) return Decimal.ZERO;
  if (from === undefined || to === undefined) return null;
  return Decimal.from(tokens).multiply(from.subtract(to));
}
/** Ids under which docs/formulas.md explains these figures. */
export const PROMPT_CACHING_FORMULAS = {
  hitRate: 'prompt_cache_hit_share',
  netSaving: 'prompt_cache_saving',
  avoidedCost: 'avoided_cost',
};
