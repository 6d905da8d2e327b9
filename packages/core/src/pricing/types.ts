import type { Decimal } from '../money/index.ts';
import type { UnitId, Usage } from '../usage/types.ts';

/** How the provider served it, where that changes the rate. `fast`: the same model at a higher speed (Anthropic). */
export const SERVICE_TIERS = ['standard', 'batch', 'flex', 'priority', 'fast'] as const;
export type ServiceTier = (typeof SERVICE_TIERS)[number];

/** What is to be priced. */
export interface PriceQuery {
  /** Provider id of the price list, e.g. `openai`, `anthropic`, `google`. */
  provider: string;
  model: string;
  /** Instant of use, epoch milliseconds: the price of that day applies, for ever. */
  at: number;
  /** Service modifier that changes the rate. */
  tier?: ServiceTier;
  /**
   * Where the provider was told to run it, as the provider names it: `us`, `eu`, `europe-west1`. Absent or `global`: anywhere. Costs
   * more where a data-residency uplift is known.
   */
  region?: string;
}

/** The price that applies to one query: rates by unit, and where they come from. */
export interface ResolvedPrice {
  provider: string;
  /** Model id in the price list that matched. */
  model: string;
  /**
   * `list:openai/o3@2025-06-10` (`@undated` when the list gives no start), `~0.1.8` behind it where the book names its list
   * version, then `+region:eu` and `+batch` where a regional uplift and a service modifier were applied;
   * `org:<override id>`, `catalog:<override id>`, `fallback:<provider>/<model>`. Read it with `parsePriceRef`.
   */
  ref: string;
  currency: string;
  /** False for a fallback. */
  priced: boolean;
  /** First instant the price is known to hold, ISO date, when dated. */
  effectiveFrom?: string;
  rates: readonly UnitRate[];
  /** Audio shorter than this is billed as this many seconds. */
  minimumAudioSeconds?: number;
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
  /** Reported units that no rate of this price covers: used, but not in `total`. Empty as a rule. */
  unpriced: readonly UnitId[];
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
  /** Every dated list price of a model, oldest first; empty when the model is unknown. */
  priceHistory(provider: string, model: string): readonly PriceHistoryEntry[];
}

/** A price as the list has it, before contracts. */
export interface PriceHistoryEntry {
  ref: string;
  /** First day, ISO date; absent for the first known price. */
  from?: string;
  /** Daily window it is limited to, `HH:MM:SSZ`. */
  timeOfDay?: { start: string; end: string };
  rates: readonly UnitRate[];
}

/** Throws WeirError `invalid_argument` when usage is impossible (a part exceeds its whole). */
export type RateUsage = (usage: Usage, price: ResolvedPrice) => PricedUsage;
