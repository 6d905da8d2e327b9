import type { ResolvedPrice, UnitRate } from '../pricing/index.ts';
import type { PriceView } from './prices.ts';

/** A resolved price as the API tells it. */
export function toPriceView(price: ResolvedPrice, at: Date): PriceView {
  return {
    provider: price.provider,
    model: price.model,
    at: at.toISOString(),
    ref: price.ref,
    currency: price.currency,
    priced: price.priced,
    ...(price.effectiveFrom === undefined ? {} : { effective_from: price.effectiveFrom }),
    rates: toRateViews(price.rates),
  };
}

export function toRateViews(rates: readonly UnitRate[]): PriceView['rates'] {
  return rates.map(({ unit, per, list, contracted, tiers }) => ({
    unit,
    per,
    list: list.toString(),
    contracted: contracted.toString(),
    ...(tiers === undefined ? {} : { tiers: tiers.map(stepView) }),
  }));
}

function stepView({ start, list, contracted }: NonNullable<UnitRate['tiers']>[number]) {
  return { start, list: list.toString(), contracted: contracted.toString() };
}
