import type { DegradeTo } from '@weir/core/contract';
import { MODEL_TIERS } from '@weir/core/contract';
import { matchesPlace, type PlaceFacts } from '../../subject.ts';
import type { Purse } from './purse.ts';

/**
 * What degrade budgets from their red threshold on ask of a call; the mildest that satisfies all: the lowest of the tiers, or
 * the cache alone if one of them wants that. Where models are named, the first budget by id decides which.
 */
export function degradationOf(
  purses: readonly Purse[],
  at: number,
  place: PlaceFacts | undefined,
): DegradeTo | undefined {
  let asked: DegradeTo | undefined;
  for (const purse of purses) {
    const { degradeTo } = purse.budget;
    if (degradeTo !== undefined && isRed(purse, at) && concerns(purse, place)) {
      asked = asked === undefined ? degradeTo : stricter(asked, degradeTo);
    }
  }
  return asked;
}

/** A level is of a period: the next one begins green. */
function isRed({ level, bucket }: Purse, at: number): boolean {
  return (level === 'red' || level === 'exhausted') && (bucket === undefined || at < bucket.end);
}

/** Without a place, only what can do no harm to calls that go elsewhere: a limit of the tier to one on a tier. */
function concerns({ placed, budget: { scope, degradeTo } }: Purse, place: PlaceFacts | undefined): boolean {
  if (!placed) return true;
  if (place !== undefined) return matchesPlace(scope, place);
  const onlyTier =
    scope['tier'] !== undefined && scope['provider'] === undefined && scope['model'] === undefined;
  return onlyTier && degradeTo?.tier !== undefined;
}

function stricter(one: DegradeTo, other: DegradeTo): DegradeTo {
  if (one.cache_only || other.cache_only) return { cache_only: true };
  if (one.model !== undefined) return one;
  if (other.model !== undefined) return other;
  return rank(one) <= rank(other) ? one : other;
}

function rank({ tier }: DegradeTo): number {
  return tier === undefined ? MODEL_TIERS.length : MODEL_TIERS.indexOf(tier);
}
