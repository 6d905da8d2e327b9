import type { ChargeFact } from '@weir/core/contract';
import { Decimal, MONEY_SCALE } from '@weir/core/money';

/** `cache_read_tokens`, `cache_audio_write_5m_tokens`: modality (if any), then what was done. */
const CACHE_UNIT = /^cache_(?:(text|audio|image|video)_)?(?:read|write(?:_5m|_1h)?)_tokens$/;

/**
 * Net saving of a call by its provider's prompt caching, in the currency of its charges: over its cache reads and
 * writes, quantity x (price of plain input - price charged). Reads are cheaper and count up, writes are dearer and
 * count down, so the sum may be negative. The price of plain input is that of the same attempt: its uncached input was
 * charged at it. An attempt without any uncached input has no such price and claims no saving. Rounded half-even to 12
 * decimals, once per charge, like costs.
 */
export function promptCacheSaving(charges: readonly ChargeFact[]): string {
  let saving = Decimal.ZERO;
  for (const charge of charges) {
    const match = CACHE_UNIT.exec(charge.unit);
    if (match === null) continue;
    const input = inputPrice(charges, charge, match[1]);
    if (input === undefined) continue;
    const full = perUnit(Decimal.from(charge.quantity).multiply(input.price), input.per);
    saving = saving.add(full.subtract(Decimal.from(charge.effective_cost)));
  }
  return saving.toFixed(MONEY_SCALE);
}

function inputPrice(
  charges: readonly ChargeFact[],
  { attempt }: ChargeFact,
  modality: string | undefined,
): { price: Decimal; per: number } | undefined {
  const units = modality === undefined ? ['input_tokens'] : [`input_${modality}_tokens`, 'input_tokens'];
  for (const unit of units) {
    const found = charges.find((charge) => charge.attempt === attempt && charge.unit === unit);
    if (found !== undefined) return { price: Decimal.from(found.contracted_unit_price), per: found.per };
  }
  return undefined;
}

const ROUNDING_PLACES = 24;

function perUnit(amount: Decimal, per: number): Decimal {
  return amount.divide(BigInt(per), ROUNDING_PLACES).roundHalfEven(MONEY_SCALE);
}
