import type { ChargeFact } from '@weir/core/contract';
import { type PromptCacheUse, promptCacheNetSaving } from '@weir/core/economics';
import { Decimal, MONEY_SCALE } from '@weir/core/money';

/** `cache_read_tokens`, `cache_audio_write_5m_tokens`: modality (if any), then what was done. */
const CACHE_UNIT = /^cache_(?:(text|audio|image|video)_)?(read|write)(?:_5m|_1h)?_tokens$/;
/** Entries that take calls away take their saving along. */
const WHOLE = /^-?\d+$/;
/** Prices are for 1,000,000 as a rule, which divides exactly; other divisors end here. */
const PRICE_PLACES = 24;
const NOTHING = Decimal.ZERO.toFixed(MONEY_SCALE);

/**
 * Net saving of a call by its provider's prompt caching, in the currency of its charges (formula `prompt_cache_saving`,
 * docs/formulas.md), rounded half-even to 12 decimals, once. The price of plain input is that of the same attempt: its
 * uncached input was charged at it. Reads and writes of an attempt without any uncached input claim nothing.
 */
export function promptCacheSaving(charges: readonly ChargeFact[]): string {
  const uses: PromptCacheUse[] = [];
  for (const charge of charges) {
    const [, modality, done] = CACHE_UNIT.exec(charge.unit) ?? [];
    if (done === undefined || !WHOLE.test(charge.quantity)) continue;
    const inputPrice = inputPriceOf(charges, charge.attempt, modality);
    if (inputPrice === undefined) continue;
    const tokens = BigInt(charge.quantity);
    const price = pricePerToken(charge);
    uses.push({
      cacheReadTokens: done === 'read' ? tokens : 0n,
      cacheWriteTokens: done === 'write' ? tokens : 0n,
      inputPrice,
      cacheReadPrice: price,
      cacheWritePrice: price,
    });
  }
  if (uses.length === 0) return NOTHING;
  return promptCacheNetSaving(uses)?.toFixed(MONEY_SCALE) ?? NOTHING;
}

function inputPriceOf(
  charges: readonly ChargeFact[],
  attempt: number,
  modality: string | undefined,
): Decimal | undefined {
  const units = modality === undefined ? ['input_tokens'] : [`input_${modality}_tokens`, 'input_tokens'];
  for (const unit of units) {
    const found = charges.find((charge) => charge.attempt === attempt && charge.unit === unit);
    if (found !== undefined) return pricePerToken(found);
  }
  return undefined;
}

function pricePerToken({ contracted_unit_price: price, per }: ChargeFact): Decimal {
  return Decimal.from(price).divide(BigInt(per), PRICE_PLACES);
}
