import type { Decimal } from '../money/index.ts';
import type { UnitId, Usage } from '../usage/types.ts';

/** What is to be priced. */
export interface PriceQuery {
  /** Provider id of the price list, e.g. `openai`, `anthropic`, `google`. */
  provider: string;
  model: string;
  /** Instant of use, epoch milliseconds: the price of that day applies, for ever. */
  at: number;
  /** Service modifier that changes the rate. */
  tier?: 'standard' | 'batch';
}

/** The price that applies to one query: rates by unit, and where they come from. */
export interface ResolvedPrice {
  provider: string;
  /** Model id in the price list that matched. */
  model: string;
  /** `list:openai/gpt-4o@2024-10-01`, `org:<override id>`, `catalog:<override id>`, `fallback:<provider>/<model>`. */
  ref: string;
  currency: string;
  /** False for a fallback. */
  priced: boolean;
  /** First instant the price is known to hold, ISO date, when dated. */
  effectiveFrom?: string;
  rates: readonly UnitRate[];
}

export interface UnitRate {
  unit: UnitId;
  /** The rate is for this many units: 1_000_000 for tokens, 1_000 for searches. */
  per: number;
  /** List price of `per` units. */
  list: Decimal;
  /** What this organization pays for `per` units. Equal to `list` without a contract. */
  contracted: Decimal;
  /** Rate steps by total input tokens of the call, ascending; the last start that is exceeded applies to all. */
  tiers?: readonly { start: number; list: Decimal; contracted: Decimal }[];
}

/** One priced quantity. `cost = quantity x rate / per`, exact. */
export interface CostLine {
  unit: UnitId;
  quantity: Decimal;
  per: number;
  listRate: Decimal;
  contractedRate: Decimal;
  listCost: Decimal;
  contractedCost: Decimal;
}

export interface PricedUsage {
  lines: readonly CostLine[];
  /** Sum of contractedCost, exact. */
  total: Decimal;
  price: ResolvedPrice;
}

/**
 * Prices in force, immutable; a change makes a new book. Lookups are cached, so a book may sit on the call path.
 */
export interface PriceBook {
  /** The price of a known model, or undefined. Precedence: organization, own catalog, list. */
  resolve(query: PriceQuery): ResolvedPrice | undefined;
  /** As `resolve`, but an unknown model gets the provider's highest known price, marked `priced: false`. */
  resolveOrFallback(query: PriceQuery): ResolvedPrice;
}

/** Throws WeirError `invalid_argument` when usage is impossible (a part exceeds its whole). */
export type RateUsage = (usage: Usage, price: ResolvedPrice) => PricedUsage;
