import { oneOf } from '../../routes/search.ts';
import { readScope, type Scope } from '../scope/scope.ts';

/** Parts of the page, in the order one goes: see what is missing, claim it, say what may be, look at it otherwise. */
export const SECTIONS = ['coverage', 'rules', 'tags', 'virtual'] as const;
export type Section = (typeof SECTIONS)[number];

export interface AttributionSearch extends Scope {
  /** Coverage when absent. */
  section?: Section | undefined;
}

export function readAttributionSearch(raw: Record<string, unknown>): AttributionSearch {
  const section = oneOf(raw['section'], SECTIONS);
  return { ...readScope(raw), ...(section === undefined || section === 'coverage' ? {} : { section }) };
}
