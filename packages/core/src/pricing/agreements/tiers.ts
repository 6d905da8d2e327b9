import { Decimal } from '../../money/index.ts';
import type { Bands } from './bands.ts';
import { lessPercent } from './rounding.ts';
import type { DiscountTerms, FreeTerms, VolumeTerms } from './types.ts';

/**
 * Volume tiers (formula `volume_tiers`, docs/formulas.md): cost = sum over steps of the quantity within the step x its price / per, or of the
 * contracted cost within it less its percentage. Source: product.md C3.
 */
export function volumeBands({ measure, mode, period, per, steps }: VolumeTerms): Bands {
  const bands = steps.map(({ above, price, discountPercent }) => ({
    above,
    ...(price === undefined ? { factor: lessPercent(discountPercent ?? Decimal.ZERO) } : { price }),
  }));
  return { measure, mode, period, per, bands };
}

/**
 * Free tier (formula `free_tier`): cost = contracted cost x quantity beyond the free one / quantity; the free one is used up in the order of
 * use. Source: product.md C3.
 */
export function freeBands({ quantity, period }: FreeTerms): Bands {
  return {
    measure: 'quantity',
    mode: 'graduated',
    period,
    per: 1,
    limit: quantity,
    bands: [
      { above: Decimal.ZERO, factor: Decimal.ZERO },
      { above: quantity, factor: Decimal.from(1) },
    ],
  };
}

/**
 * Discount on spend (formula `spend_discount`): cost = contracted cost up to `above` + (contracted cost beyond) x (1 - percent / 100).
 * Source: product.md C3.
 */
export function discountBands({ percent, above, period }: DiscountTerms): Bands {
  return {
    measure: 'spend',
    mode: 'graduated',
    period,
    per: 1,
    bands: [{ above, factor: lessPercent(percent) }],
  };
}
