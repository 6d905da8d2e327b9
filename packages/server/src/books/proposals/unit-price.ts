import { ratio } from '@weir/core/economics';
import { Decimal, MONEY_SCALE } from '@weir/core/money';

/** What a cost comes to per `per` units, rounded half-even to 12 decimals; '0' for no quantity. For reading only. */
export function unitPriceOf(cost: string, quantity: string, per: number): string {
  const price = ratio(Decimal.from(cost).multiply(Decimal.from(per)), Decimal.from(quantity), MONEY_SCALE);
  return price === undefined ? '0' : price.toString();
}
