import type { DifferenceClass, Proposal } from '@weir/core/contract';
import { oneOf, textOf } from '../../routes/search.ts';

export const SECTIONS = ['gap', 'proposals', 'months'] as const;
export type Section = (typeof SECTIONS)[number];

/** Those that need somebody first. */
export const CLASSES = [
  'missing_in_ledger',
  'missing_at_provider',
  'price_difference',
  'quantity_difference',
  'unexplained',
  'timing',
  'rounding',
  'ignored',
  'matched',
] as const satisfies readonly DifferenceClass[];

export const STATES = [
  'open',
  'booking',
  'booked',
  'rejected',
] as const satisfies readonly Proposal['state'][];
export const KINDS = [
  'add',
  'correct',
  'ignore',
  'rerate',
  'agreement',
  'attribution',
] as const satisfies readonly Proposal['kind'][];

/** What the page shows, as it stands in the URL. */
export interface ReconciliationSearch {
  /** `gap` when absent. */
  section?: Section | undefined;
  /** `2026-10`. */
  month?: string | undefined;
  provider?: string | undefined;
  class?: DifferenceClass | undefined;
  /** Of the cell that is open: its day (or month), and what else it has. */
  day?: string | undefined;
  scope?: string | undefined;
  model?: string | undefined;
  unit?: string | undefined;
  /** Of proposals; `open` when absent, `all` for any. */
  state?: Proposal['state'] | 'all' | undefined;
  kind?: Proposal['kind'] | undefined;
  /** The proposal that is open. */
  proposal?: string | undefined;
}

const MONTH = /^\d{4}-(0[1-9]|1[0-2])$/;
const DAY = /^\d{4}-(0[1-9]|1[0-2])(-\d{2})?$/;
const matching = (raw: unknown, pattern: RegExp): string | undefined => {
  const text = textOf(raw);
  return text !== undefined && pattern.test(text) ? text : undefined;
};

export function readReconciliationSearch(raw: Record<string, unknown>): ReconciliationSearch {
  const section = oneOf(raw['section'], SECTIONS);
  const read: ReconciliationSearch = {
    section: section === 'gap' ? undefined : section,
    month: matching(raw['month'], MONTH),
    provider: textOf(raw['provider']),
    class: oneOf(raw['class'], CLASSES),
    day: matching(raw['day'], DAY),
    scope: textOf(raw['scope']),
    model: textOf(raw['model']),
    unit: textOf(raw['unit']),
    state: oneOf(raw['state'], [...STATES, 'all'] as const),
    kind: oneOf(raw['kind'], KINDS),
    proposal: textOf(raw['proposal']),
  };
  return Object.fromEntries(Object.entries(read).filter(([, value]) => value !== undefined));
}
