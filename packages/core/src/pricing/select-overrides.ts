import type { UnitId } from '../usage/index.ts';
import type { PriceOverride } from './overrides.ts';

/** No region in particular. */
export const ANYWHERE = 'global';

/** Names a query may be known by: as asked, as the list spells provider and model. */
export interface Subject {
  providers: readonly string[];
  models: readonly string[];
}

/** Overrides that concern a subject at any time, most telling first: exact name, longer prefix, exact region, longer prefix, later start. */
export function concerning(overrides: readonly PriceOverride[], subject: Subject): readonly PriceOverride[] {
  return overrides
    .map((override, index) => ({ override, index }))
    .filter(
      ({ override }) =>
        subject.providers.includes(override.provider) &&
        subject.models.some((model) => covers(override.model, model)),
    )
    .sort(
      (a, b) =>
        specificity(b.override.model) - specificity(a.override.model) ||
        specificity(b.override.region ?? '*') - specificity(a.override.region ?? '*') ||
        compareNumbers(b.override.from, a.override.from) ||
        b.index - a.index,
    )
    .map(({ override }) => override);
}

export function inForce(override: PriceOverride, at: number): boolean {
  return at >= override.from && at < override.until;
}

/** Whether it is for use in a region; what names no region is for all. */
export function holdsIn({ region: pattern }: PriceOverride, region: string): boolean {
  if (pattern === undefined) return true;
  return region !== ANYWHERE && covers(pattern, region);
}

/** Whether it says anything about one of these units. */
export function touches(override: PriceOverride, units: readonly UnitId[]): boolean {
  if (override.rates !== undefined) return units.some((unit) => override.rates?.has(unit));
  return units.some((unit) => override.units === undefined || override.units.has(unit));
}

function covers(pattern: string, model: string): boolean {
  return pattern.endsWith('*') ? model.startsWith(pattern.slice(0, -1)) : model === pattern;
}

/** An exact name beats every prefix, a longer prefix a shorter one. */
function specificity(pattern: string): number {
  return pattern.endsWith('*') ? pattern.length : Number.MAX_SAFE_INTEGER;
}

/** Subtraction would make NaN of two infinities. */
function compareNumbers(a: number, b: number): number {
  return a === b ? 0 : a < b ? -1 : 1;
}
