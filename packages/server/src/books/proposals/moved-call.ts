import type { CallFact, MovedCalls, ProposedEntry } from '@weir/core/contract';
import { unitPriceOf } from './unit-price.ts';

const PER = 1_000_000;

/**
 * What the record of an entry that moves calls has beside the plain one: all their charges, each under the try that it was
 * billed for, and what they were alike in, so that no figure but whose they are changes.
 */
export function movedCall(
  plain: CallFact,
  { moved, currency, price_ref }: ProposedEntry & { moved: MovedCalls },
): CallFact {
  const { charges, purpose, cache, data_class, region, avoided_cost, ...alike } = moved;
  const places = new Map<string, number>();
  for (const { provider, model } of charges) {
    const place = JSON.stringify([provider, model]);
    if (!places.has(place)) places.set(place, places.size + 1);
  }
  const { provider, model, started_at } = plain;
  const billed = [...places].map(([place, attempt]) => {
    const [by, what] = JSON.parse(place) as [string, string];
    return { attempt, provider: by, model: what, started_at, duration_ms: 0 };
  });
  const unbilled = { attempt: 1, provider, model, started_at, duration_ms: 0 };
  return {
    ...plain,
    ...alike,
    ...defined({ purpose, cache, data_class, region, avoided_cost }),
    attempts: billed.length > 0 || provider === '' ? billed : [unbilled],
    charges: charges.map(({ provider: by, model: what, ...charge }) => ({
      ...charge,
      attempt: places.get(JSON.stringify([by, what])) ?? 1,
      list_unit_price: unitPriceOf(charge.list_cost, charge.quantity, PER),
      contracted_unit_price: unitPriceOf(charge.contracted_cost, charge.quantity, PER),
      per: PER,
      currency,
      price_ref,
    })),
    priced: charges.every((charge) => charge.priced),
    estimated: charges.some((charge) => charge.estimated),
  };
}

function defined<T extends object>(fields: T): { [K in keyof T]?: NonNullable<T[K]> } {
  const known = Object.entries(fields).filter(([, value]) => value !== undefined);
  return Object.fromEntries(known) as { [K in keyof T]?: NonNullable<T[K]> };
}
