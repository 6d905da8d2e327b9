import { textOf } from '../../routes/search.ts';
import { readScope, type Scope } from '../scope/scope.ts';

export interface OutcomesSearch extends Scope {
  /** Name of the outcome, e.g. `ticket_resolved`; all when absent. */
  outcome?: string | undefined;
}

export function readOutcomesSearch(raw: Record<string, unknown>): OutcomesSearch {
  const outcome = textOf(raw['outcome']);
  return { ...readScope(raw), ...(outcome === undefined ? {} : { outcome }) };
}
