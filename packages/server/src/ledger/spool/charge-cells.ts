import type { ChargeFact } from '@weir/core/contract';

/** One value of a record. */
export type Cell = string | number | null | readonly unknown[] | Readonly<Record<string, unknown>>;

/** Charges one after the other, so many cells each; read back in decode.ts. */
export function packCharges(charges: readonly ChargeFact[], currency: string): Cell[] {
  const cells: Cell[] = [];
  for (const charge of charges) {
    cells.push(
      charge.attempt,
      charge.unit,
      charge.quantity,
      charge.list_unit_price,
      charge.contracted_unit_price === charge.list_unit_price ? 0 : charge.contracted_unit_price,
      charge.per,
      charge.list_cost,
      charge.contracted_cost === charge.list_cost ? 0 : charge.contracted_cost,
      charge.effective_cost === charge.contracted_cost ? 0 : charge.effective_cost,
      charge.currency === currency ? 0 : charge.currency,
      charge.category,
      charge.price_ref,
      // 1 priced, 2 estimated; with a reason, as text after it
      packFlags(charge),
    );
  }
  return cells;
}

function packFlags(charge: ChargeFact): Cell {
  const flags = (charge.priced ? 1 : 0) + (charge.estimated ? 2 : 0);
  return charge.estimate_reason === undefined ? flags : `${flags}${charge.estimate_reason}`;
}
