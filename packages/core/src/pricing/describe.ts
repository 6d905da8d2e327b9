import type { UnitRegistry } from '../usage/index.ts';
import type { PriceBook, PriceQuery, UnitRate } from './types.ts';

/** One rate for people and for JSON: decimal texts, US dollars for `per` units. */
export interface DescribedRate {
  unit: string;
  name: string;
  per: number;
  list: string;
  contracted: string;
  /** Rates once more than `above` input tokens are used. */
  tiers: { above: number; list: string; contracted: string }[];
}

export interface DescribedPrice {
  provider: string;
  model: string;
  price_ref: string;
  priced: boolean;
  currency: string;
  effective_from?: string;
  rates: DescribedRate[];
  /** List prices over time, oldest first. */
  history: {
    price_ref: string;
    from?: string;
    time_of_day?: { start: string; end: string };
    rates: DescribedRate[];
  }[];
}

/** What `weir price show` tells: the rates in force at an instant, and how the list price came to be. */
export function describePrice(book: PriceBook, units: UnitRegistry, query: PriceQuery): DescribedPrice {
  const price = book.resolveOrFallback(query);
  return {
    provider: price.provider,
    model: price.model,
    price_ref: price.ref,
    priced: price.priced,
    currency: price.currency,
    ...(price.effectiveFrom === undefined ? {} : { effective_from: price.effectiveFrom }),
    rates: price.rates.map((rate) => describeRate(rate, units)),
    history: book.priceHistory(query.provider, query.model).map(({ ref, from, timeOfDay, rates }) => ({
      price_ref: ref,
      ...(from === undefined ? {} : { from }),
      ...(timeOfDay === undefined ? {} : { time_of_day: timeOfDay }),
      rates: rates.map((rate) => describeRate(rate, units)),
    })),
  };
}

function describeRate(
  { unit, per, list, contracted, tiers = [] }: UnitRate,
  units: UnitRegistry,
): DescribedRate {
  return {
    unit,
    name: units.get(unit)?.name ?? unit,
    per,
    list: list.toString(),
    contracted: contracted.toString(),
    tiers: tiers.map((tier) => ({
      above: tier.start,
      list: tier.list.toString(),
      contracted: tier.contracted.toString(),
    })),
  };
}
