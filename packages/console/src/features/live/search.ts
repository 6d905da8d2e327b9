import { listOf } from '../../routes/search.ts';
import { readScope } from '../scope/scope.ts';

/** Which calls are followed; the end is always now. */
export interface LiveSearch {
  filter?: string[] | undefined;
}

export function readLiveSearch(raw: Record<string, unknown>): LiveSearch {
  const { filter } = readScope({ filter: listOf(raw['filter']) });
  return filter === undefined ? {} : { filter };
}
