import { oneOf } from '../../routes/search.ts';

/** Which gates are listed: those of production when absent. */
export interface GatesSearch {
  show?: 'open' | 'all' | undefined;
}

export function readGatesSearch(raw: Record<string, unknown>): GatesSearch {
  const show = oneOf(raw['show'], ['open', 'all']);
  return show === undefined ? {} : { show };
}
