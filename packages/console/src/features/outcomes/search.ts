import { oneOf, textOf } from '../../routes/search.ts';
import { readScope, readTerm, type Scope } from '../scope/scope.ts';

/** Parts of the page. `tell`: the ways outcomes come in. */
export const SECTIONS = ['list', 'rates', 'rules', 'quality', 'tell'] as const;
export type Section = (typeof SECTIONS)[number];
const RESULTS = ['success', 'failure'] as const;
const LINKS = ['unlinked'] as const;

/** Outcomes are filtered by one workload at most. */
export interface OutcomesSearch extends Scope {
  /** The list when absent. */
  section?: Exclude<Section, 'list'> | undefined;
  /** Name of the outcome, e.g. `ticket_resolved`; all when absent. */
  outcome?: string | undefined;
  result?: (typeof RESULTS)[number] | undefined;
  /** Only those whose task or call is not in the ledger. */
  link?: (typeof LINKS)[number] | undefined;
  /** Also those that were taken back. */
  retracted?: true | undefined;
  task?: string | undefined;
  customer?: string | undefined;
}

export function readOutcomesSearch(raw: Record<string, unknown>): OutcomesSearch {
  const { filter, ...range } = readScope(raw);
  const workload = filter?.find((term) => readTerm(term).dimension === 'workload');
  const section = oneOf(raw['section'], SECTIONS);
  const optional = {
    section: section === 'list' ? undefined : section,
    outcome: textOf(raw['outcome']),
    result: oneOf(raw['result'], RESULTS),
    link: oneOf(raw['link'], LINKS),
    retracted: String(raw['retracted']) === 'true' ? (true as const) : undefined,
    task: textOf(raw['task']),
    customer: textOf(raw['customer']),
  };
  return {
    ...range,
    ...(workload === undefined ? {} : { filter: [workload] }),
    ...Object.fromEntries(Object.entries(optional).filter(([, value]) => value !== undefined)),
  };
}

/** The one workload of a filter. */
export function workloadOf(filter: readonly string[] | undefined): string | undefined {
  const term = filter?.find((one) => readTerm(one).dimension === 'workload');
  return term === undefined ? undefined : readTerm(term).value;
}
