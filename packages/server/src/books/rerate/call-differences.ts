import type { ChargeFact } from '@weir/core/contract';
import { Decimal } from '@weir/core/money';
import type { LedgerCharge } from '../../ledger/statement-port.ts';
import { type BookedUnit, costsOf } from './booked.ts';
import { type Costs, type Difference, isNothing, negated, none, plus } from './differences.ts';
import { isAsPriced, type RepriceDeps, reprice } from './reprice.ts';

export interface CallResult {
  differences: Omit<Difference, 'month' | 'day'>[];
  /** Charges that no price is known for. */
  unpriced: number;
  skipped: { reason: string; charges: number }[];
}

interface Sum {
  quantity: Decimal;
  costs: Costs;
  ref: string | undefined;
}

/** One thing of a call that is corrected as a whole: entries do not tell tries of the same model apart. */
interface Part {
  sample: LedgerCharge;
  unit: string;
  old: Sum;
  now: Sum;
  booked: Sum;
}

/** What a call's charges cost otherwise now, earlier corrections of it counted in. */
export async function differencesOf(
  charges: readonly LedgerCharge[],
  booked: readonly BookedUnit[],
  deps: RepriceDeps,
): Promise<CallResult> {
  const result: CallResult = { differences: [], unpriced: 0, skipped: [] };
  const parts = new Map<string, Part>();
  const tries = triesOf(charges);
  // what is kept of several tries is the sum of their usage
  const known = tries.length === 1 ? deps : { ...deps, usageOf: async () => undefined };
  for (const group of tries) {
    if (booked.length === 0 && isAsPriced(group, deps)) continue;
    const repriced = await reprice(group, known);
    if (repriced.kind === 'unpriced') result.unpriced += group.length;
    else if (repriced.kind === 'skipped')
      result.skipped.push({ reason: repriced.reason, charges: group.length });
    else gather(parts, group, repriced.charges);
  }
  for (const { charge, quantity, costs } of booked) {
    const part = parts.get(nameOf(charge, charge.unit));
    if (part !== undefined) part.booked = added(part.booked, quantity, costs, charge.price_ref);
  }
  for (const part of parts.values()) {
    const difference = differenceOf(part);
    if (difference !== undefined) result.differences.push(difference);
  }
  return result;
}

/** Charges of one try each: prices are of a try, and so are steps by its input. */
function triesOf(charges: readonly LedgerCharge[]): LedgerCharge[][] {
  const tries = new Map<number, LedgerCharge[]>();
  for (const charge of charges) {
    const known = tries.get(charge.attempt);
    if (known === undefined) tries.set(charge.attempt, [charge]);
    else known.push(charge);
  }
  return [...tries.values()];
}

function gather(
  parts: Map<string, Part>,
  group: readonly LedgerCharge[],
  repriced: readonly ChargeFact[],
): void {
  const [sample] = group;
  if (sample === undefined) return;
  const part = (charge: LedgerCharge, unit: string): Part => {
    const name = nameOf(charge, unit);
    const known = parts.get(name) ?? { sample: charge, unit, old: empty(), now: empty(), booked: empty() };
    parts.set(name, known);
    return known;
  };
  for (const charge of group) {
    const one = part(charge, charge.unit);
    one.old = added(one.old, Decimal.from(charge.quantity), costsOf(charge), charge.price_ref);
  }
  for (const charge of repriced) {
    const one = part(sample, charge.unit);
    one.now = added(one.now, Decimal.from(charge.quantity), costsOf(charge), charge.price_ref);
  }
}

function differenceOf(part: Part): Omit<Difference, 'month' | 'day'> | undefined {
  const { sample, unit, old, now, booked } = part;
  const before = plus(old.costs, booked.costs);
  const change = plus(now.costs, inverse(before));
  const quantity = now.quantity.subtract(old.quantity).subtract(booked.quantity);
  if (isNothing(change) && quantity.isZero) return undefined;
  const fromRef = booked.ref ?? old.ref ?? sample.price_ref;
  return {
    callId: sample.call_id,
    at: sample.started_at,
    provider: sample.billed_provider,
    model: sample.billed_model,
    unit,
    category: sample.category,
    currency: sample.currency,
    tags: sample.tags,
    key: sample.key,
    fromRef,
    toRef: now.ref ?? fromRef,
    quantity,
    before: before.effective,
    change,
  };
}

const nameOf = ({ billed_provider, billed_model }: LedgerCharge, unit: string) =>
  JSON.stringify([billed_provider, billed_model, unit]);

const empty = (): Sum => ({ quantity: Decimal.ZERO, costs: none(), ref: undefined });

function added(sum: Sum, quantity: Decimal, costs: Costs, ref: string): Sum {
  return { quantity: sum.quantity.add(quantity), costs: plus(sum.costs, costs), ref };
}

function inverse({ list, contracted, effective }: Costs): Costs {
  return { list: negated(list), contracted: negated(contracted), effective: negated(effective) };
}
