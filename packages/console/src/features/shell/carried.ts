import { readScope, readTerm, type Scope, SHARED_DIMENSIONS } from '../scope/scope.ts';
import type { PageLink } from './pages.ts';

let carried: Scope = {};

/**
 * Period and ownership filters of the page one is on, kept for the pages one goes to. Other filters (a status, a model)
 * mean nothing there and stay behind. The address stays the only truth of a page: this only fills the next one.
 */
export function carry(search: Record<string, unknown>): void {
  const { filter = [], ...range } = readScope(search);
  const shared = filter.filter((term) => SHARED_DIMENSIONS.some((one) => one === readTerm(term).dimension));
  carried = shared.length === 0 ? range : { ...range, filter: shared };
}

/** Search part of a link to a page. */
export const carriedSearch = ({ scoped }: Pick<PageLink, 'scoped'>): Scope =>
  scoped === true ? carried : {};
