import { oneOf, textOf } from '../../routes/search.ts';

export interface KeysSearch {
  workload?: string | undefined;
  /** Active keys only when absent. */
  state?: 'all' | undefined;
}

export function readKeysSearch(raw: Record<string, unknown>): KeysSearch {
  const workload = textOf(raw['workload']);
  return {
    ...(workload === undefined ? {} : { workload }),
    ...(oneOf(raw['state'], ['all']) === undefined ? {} : { state: 'all' as const }),
  };
}
