import type { QuarantineState } from '@weir/core/contract';
import { oneOf } from '../../routes/search.ts';

export const SECTIONS = ['sources', 'mappings'] as const;
export type Section = (typeof SECTIONS)[number];

export interface SourcesSearch {
  /** `sources` when absent. */
  section?: Section | undefined;
}

export function readSourcesSearch(raw: Record<string, unknown>): SourcesSearch {
  const section = oneOf(raw['section'], SECTIONS);
  return section === undefined || section === 'sources' ? {} : { section };
}

export const ROW_STATES = ['open', 'replayed', 'dismissed'] as const satisfies readonly QuarantineState[];

export interface SourceSearch {
  /** Which rows of its quarantine are shown; open ones when absent. */
  rows?: QuarantineState | undefined;
}

export function readSourceSearch(raw: Record<string, unknown>): SourceSearch {
  const rows = oneOf(raw['rows'], ROW_STATES);
  return rows === undefined || rows === 'open' ? {} : { rows };
}
