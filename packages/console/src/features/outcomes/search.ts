import { textOf } from '../../routes/search.ts';
import { readScope, readTerm, type Scope } from '../scope/scope.ts';

/** Outcomes are filtered by one workload at most. */
export interface OutcomesSearch extends Scope {
  /** Name of the outcome, e.g. `ticket_resolved`; all when absent. */
  outcome?: string | undefined;
}

export function readOutcomesSearch(raw: Record<string, unknown>): OutcomesSearch {
  const outcome = textOf(raw['outcome']);
  const { filter, ...range } = readScope(raw);
  const workload = filter?.find((term) => readTerm(term).dimension === 'workload');
  return {
    ...range,
    ...(workload === undefined ? {} : { filter: [workload] }),
    ...(outcome === undefined ? {} : { outcome }),
  };
}
