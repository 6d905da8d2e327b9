import { Decimal } from '@weir/core/money';
import type { ChargeQuery, ChargeReader, LedgerCharge } from '../../ledger/statement-port.ts';
import type { Costs } from './differences.ts';

/** An entry of an earlier rerate. */
export interface BookedUnit {
  charge: LedgerCharge;
  quantity: Decimal;
  costs: Costs;
}

export interface BookedRerates {
  /** By call they correct. */
  byCall: ReadonlyMap<string, readonly BookedUnit[]>;
  /** Those that stand for sums of a day. */
  sums: readonly BookedUnit[];
  /** Of all of them. */
  count: number;
}

/** What earlier rerates have booked for a range: a second one must not book it again. */
export async function bookedRerates(
  ledger: Pick<ChargeReader, 'charges'>,
  query: ChargeQuery,
): Promise<BookedRerates> {
  const byCall = new Map<string, BookedUnit[]>();
  const sums: BookedUnit[] = [];
  let count = 0;
  for await (const page of ledger.charges({ ...query, filter: { entry: ['rerate'] } })) {
    for (const charge of page) {
      if (charge.entry?.kind !== 'rerate') continue;
      count += 1;
      const unit = { charge, quantity: Decimal.from(charge.quantity), costs: costsOf(charge) };
      const call = charge.entry.corrects;
      if (call === undefined) sums.push(unit);
      else byCall.set(call, [...(byCall.get(call) ?? []), unit]);
    }
  }
  return { byCall, sums, count };
}

export function costsOf(
  charge: Pick<LedgerCharge, 'list_cost' | 'contracted_cost' | 'effective_cost'>,
): Costs {
  return {
    list: Decimal.from(charge.list_cost),
    contracted: Decimal.from(charge.contracted_cost),
    effective: Decimal.from(charge.effective_cost),
  };
}
