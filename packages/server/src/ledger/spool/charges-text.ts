import type { ChargeFact } from '@weir/core/contract';
import { packCharges } from './charge-cells.ts';
import { quoted } from './quoted.ts';

/** One kind of charge: its text but for attempt, quantity and cost. */
interface Kind {
  readonly like: ChargeFact;
  readonly callCurrency: string;
  readonly afterAttempt: string;
  readonly afterQuantity: string;
  readonly afterCost: string;
}

/**
 * Charges as text. Of the thirteen cells of a charge only three differ between calls at one price: the others are kept as
 * text, by price and unit, and compared.
 */
export class ChargesText {
  /** By price and unit. */
  private readonly kinds = new Map<string, Map<string, Kind>>();

  of(charges: readonly ChargeFact[], currency: string): string {
    let text = '';
    for (let i = 0; i < charges.length; i += 1) {
      const charge = charges[i] as ChargeFact;
      const one =
        charge.effective_cost === charge.list_cost ? this.short(charge, currency) : whole(charge, currency);
      text = i === 0 ? one : `${text},${one}`;
    }
    return `[${text}]`;
  }

  private short(charge: ChargeFact, currency: string): string {
    if (charge.contracted_cost !== charge.list_cost) return whole(charge, currency);
    const ofPrice = this.kindsOf(charge.price_ref);
    let kind = ofPrice.get(charge.unit);
    if (kind === undefined || !fits(kind, charge, currency)) {
      kind = kindOf(charge, currency);
      ofPrice.set(charge.unit, kind);
    }
    const { attempt, quantity, list_cost } = charge;
    return `${attempt},${kind.afterAttempt},${quoted(quantity)},${kind.afterQuantity},${quoted(list_cost)},${kind.afterCost}`;
  }

  private kindsOf(price: string): Map<string, Kind> {
    const known = this.kinds.get(price);
    if (known !== undefined) return known;
    const fresh = new Map<string, Kind>();
    if (this.kinds.size >= REMEMBERED_PRICES) this.kinds.clear();
    this.kinds.set(price, fresh);
    return fresh;
  }
}

const REMEMBERED_PRICES = 1_024;

function fits({ like, callCurrency }: Kind, charge: ChargeFact, currency: string): boolean {
  return (
    charge.unit === like.unit &&
    charge.list_unit_price === like.list_unit_price &&
    charge.contracted_unit_price === like.contracted_unit_price &&
    charge.per === like.per &&
    charge.price_ref === like.price_ref &&
    charge.currency === like.currency &&
    charge.category === like.category &&
    charge.priced === like.priced &&
    charge.estimated === like.estimated &&
    charge.estimate_reason === like.estimate_reason &&
    currency === callCurrency
  );
}

function kindOf(charge: ChargeFact, currency: string): Kind {
  const cells = packCharges([charge], currency).map((cell) => JSON.stringify(cell));
  return {
    like: charge,
    callCurrency: currency,
    // attempt, unit, quantity, rates and per, cost, the rest
    afterAttempt: cells.slice(1, 2).join(),
    afterQuantity: cells.slice(3, 6).join(),
    afterCost: cells.slice(7).join(),
  };
}

function whole(charge: ChargeFact, currency: string): string {
  return JSON.stringify(packCharges([charge], currency)).slice(1, -1);
}
