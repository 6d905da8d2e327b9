import { oneOf } from '../../routes/search.ts';

export interface ApprovalsSearch {
  /** What waits for an answer when absent. */
  show?: 'history' | undefined;
}

export function readApprovalsSearch(raw: Record<string, unknown>): ApprovalsSearch {
  const show = oneOf(raw['show'], ['history'] as const);
  return show === undefined ? {} : { show };
}
