import { type DegradeTo, MODEL_TIERS, type ModelTier } from '@weir/core/contract';
import type { Leg } from './plan.ts';

/** Tiers in rising order of price. */
const RANK: Readonly<Record<ModelTier, number>> = Object.fromEntries(
  MODEL_TIERS.map((tier, rank) => [tier, rank]),
) as Record<ModelTier, number>;

/** `cache_only` changes no plan. */
export function asksForLess(limit: DegradeTo | undefined): boolean {
  return limit?.tier !== undefined || limit?.model !== undefined;
}

/** A model of which no tier is known stays: nothing says that it is dear. */
export function within(leg: Leg, tier: ModelTier): boolean {
  return leg.place.tier === undefined || RANK[leg.place.tier] <= RANK[tier];
}

/** Of two demands the one that leaves less. */
export function stricter(a: DegradeTo | undefined, b: DegradeTo | undefined): DegradeTo | undefined {
  if (a === undefined || b === undefined) return a ?? b;
  if (a.cache_only || b.cache_only) return { cache_only: true };
  if (a.model !== undefined || b.model !== undefined) return a.model === undefined ? b : a;
  if (a.tier === undefined || b.tier === undefined) return a.tier === undefined ? b : a;
  return RANK[a.tier] <= RANK[b.tier] ? a : b;
}
