import type { ChargeFact } from '@weir/core/contract';
import { Decimal, MONEY_SCALE } from '@weir/core/money';
import type { CostLine, PricedUsage } from '@weir/core/pricing';

export interface ChargeContext {
  /** Upstream try that is billed, from 1. */
  attempt: number;
  /** The quantities are not the provider's own count. */
  estimated: boolean;
  /** Why, when estimated. */
  reason?: ChargeFact['estimate_reason'];
}

/**
 * The charge rows of priced usage, one per priced quantity. Each cost is rounded half-even to 12 decimals here, once;
 * whatever is summed later are these rounded rows. A price that is a fallback makes the row an estimate, too.
 */
export function chargeFacts(priced: PricedUsage, context: ChargeContext): ChargeFact[] {
  return priced.lines.map((line) => chargeFact(line, priced, context));
}

function chargeFact(line: CostLine, { price }: PricedUsage, context: ChargeContext): ChargeFact {
  const reason = context.reason ?? (price.priced ? undefined : ('price_unknown' as const));
  const contracted = line.contractedCost.toFixed(MONEY_SCALE);
  const sameCost = line.listCost === line.contractedCost;
  return {
    attempt: context.attempt,
    unit: line.unit,
    quantity: line.quantity.toString(),
    list_unit_price: rateText(line.listRate),
    contracted_unit_price: rateText(line.contractedRate),
    per: line.per,
    list_cost: sameCost ? contracted : line.listCost.toFixed(MONEY_SCALE),
    contracted_cost: contracted,
    effective_cost: contracted,
    currency: price.currency,
    category: 'model_usage',
    price_ref: price.ref,
    priced: price.priced,
    estimated: context.estimated || !price.priced,
    estimate_reason: reason,
  };
}

/** Rates are few and live as long as their price book, charges are many. */
const rateTexts = new WeakMap<Decimal, string>();

function rateText(rate: Decimal): string {
  const known = rateTexts.get(rate);
  if (known !== undefined) return known;
  const text = rate.toString();
  rateTexts.set(rate, text);
  return text;
}

/** Exact sum of effective costs with 12 decimals: the cost of a call. */
export function sumCost(charges: readonly Pick<ChargeFact, 'effective_cost'>[]): string {
  return charges
    .reduce((sum, charge) => sum.add(Decimal.from(charge.effective_cost)), Decimal.ZERO)
    .toFixed(MONEY_SCALE);
}
