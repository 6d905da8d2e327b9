import type { ModelTier, Scope } from '@weir/core/contract';

/** Whose call it is: what budgets and rate limits are matched with. Dimensions of places are in `Place`. */
export interface Subject {
  /** Id of the key; empty for calls without one (batches). */
  readonly key: string;
  /** As attributed; shared by calls of one key, so that what matches is worked out once. */
  readonly tags: Readonly<Record<string, string>>;
}

/** Where a try of it goes. */
export interface PlaceFacts {
  readonly provider: string;
  readonly model: string;
  readonly tier: ModelTier | undefined;
}

const PLACE_DIMENSIONS: ReadonlySet<string> = new Set(['provider', 'model', 'tier']);
const CUSTOM = 'tag.';

export function isPlaceDimension(dimension: string): boolean {
  return PLACE_DIMENSIONS.has(dimension);
}

/** The value a subject has in a dimension that is not one of places. */
export function subjectValue({ key, tags }: Subject, dimension: string): string | undefined {
  if (dimension === 'key') return key === '' ? undefined : key;
  const name = dimension.startsWith(CUSTOM) ? dimension.slice(CUSTOM.length) : dimension;
  return Object.hasOwn(tags, name) ? tags[name] : undefined;
}

/** Whether the part of a scope that speaks of subjects holds. */
export function matchesSubject(scope: Scope, subject: Subject): boolean {
  for (const dimension of Object.keys(scope)) {
    if (!PLACE_DIMENSIONS.has(dimension) && subjectValue(subject, dimension) !== scope[dimension])
      return false;
  }
  return true;
}

/** Whether the part of a scope that speaks of places holds. `model` is the model's name, or `provider/name`. */
export function matchesPlace(scope: Scope, { provider, model, tier }: PlaceFacts): boolean {
  if (scope['provider'] !== undefined && scope['provider'] !== provider) return false;
  if (scope['tier'] !== undefined && scope['tier'] !== tier) return false;
  const wanted = scope['model'];
  return wanted === undefined || wanted === model || wanted === `${provider}/${model}`;
}
