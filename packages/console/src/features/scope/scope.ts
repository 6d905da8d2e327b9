import { listOf, oneOf, textOf } from '../../routes/search.ts';
import { PRESETS, type Preset } from './presets.ts';

/** Which part of the ledger a screen shows. Lives in the URL; absent members mean the default. */
export interface Scope {
  range?: Preset | undefined;
  /** RFC 3339 instants, only with `range=custom`. */
  since?: string | undefined;
  until?: string | undefined;
  /** `dimension=value`, several of one dimension are alternatives. */
  filter?: string[] | undefined;
}

/** Whose it was: what every page with filters can be narrowed to, and what goes along from page to page. */
export const SHARED_DIMENSIONS = ['workload', 'team', 'application', 'environment', 'cost_center'] as const;

const instant = (raw: unknown): string | undefined => {
  const text = textOf(raw);
  return text !== undefined && !Number.isNaN(Date.parse(text)) ? text : undefined;
};

export function readScope(raw: Record<string, unknown>): Scope {
  const filter = listOf(raw['filter']).filter((one) => one.indexOf('=') > 0);
  const since = instant(raw['since']);
  const until = instant(raw['until']);
  const range = oneOf(raw['range'], PRESETS) ?? (since === undefined ? undefined : 'custom');
  return {
    ...(range === undefined ? {} : { range }),
    ...(range === 'custom' && since !== undefined ? { since } : {}),
    ...(range === 'custom' && until !== undefined ? { until } : {}),
    ...(filter.length === 0 ? {} : { filter }),
  };
}

export interface FilterTerm {
  dimension: string;
  value: string;
}

export function readTerm(text: string): FilterTerm {
  const at = text.indexOf('=');
  return { dimension: text.slice(0, at), value: text.slice(at + 1) };
}

export const writeTerm = ({ dimension, value }: FilterTerm): string => `${dimension}=${value}`;

/** The filter with further terms, without repeating one; undefined when empty, so that it leaves the URL. */
export function withTerms(
  filter: readonly string[] | undefined,
  terms: readonly FilterTerm[],
): string[] | undefined {
  const all = [...new Set([...(filter ?? []), ...terms.map(writeTerm)])];
  return all.length === 0 ? undefined : all;
}

export function withoutTerm(filter: readonly string[] | undefined, term: string): string[] | undefined {
  const rest = (filter ?? []).filter((one) => one !== term);
  return rest.length === 0 ? undefined : rest;
}
