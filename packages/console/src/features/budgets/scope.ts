import type { ScopeDimension } from '@weir/core/contract';
import { dimensionLabel } from '../scope/text.ts';
import { scopeText } from './text.ts';

type Named = Exclude<ScopeDimension, `tag.${string}`>;

/** What a budget or a limit can be narrowed to, beside custom tags; the server checks the same list. */
export const SCOPE_DIMENSIONS = [
  'workload',
  'team',
  'application',
  'cost_center',
  'environment',
  'customer',
  'user',
  'key',
  'provider',
  'model',
  'tier',
  'owner',
  'use_case',
  'business_process',
  'request_type',
] as const satisfies readonly Named[];

/** Stands for a custom tag whose name is typed. */
export const CUSTOM_TAG = 'tag';

export interface ScopeRow {
  /** One of `SCOPE_DIMENSIONS`, or `tag`. */
  dimension: string;
  tagName: string;
  value: string;
}

export type Scope = Readonly<Record<string, string>>;

export const scopeLabel = (dimension: string): string =>
  dimension === 'tier' ? scopeText.tier : dimensionLabel(dimension);

export const rowsOfScope = (scope: Scope): ScopeRow[] =>
  Object.entries(scope).map(([name, value]) =>
    name.startsWith('tag.')
      ? { dimension: CUSTOM_TAG, tagName: name.slice(4), value }
      : { dimension: name, tagName: '', value },
  );

export const keyOfRow = ({ dimension, tagName }: ScopeRow): string =>
  dimension === CUSTOM_TAG ? `tag.${tagName.trim()}` : dimension;

export const scopeOfRows = (rows: readonly ScopeRow[]): Record<string, string> =>
  Object.fromEntries(rows.map((row) => [keyOfRow(row), row.value.trim()]));

export const isFilled = (row: ScopeRow): boolean =>
  row.value.trim() !== '' && (row.dimension !== CUSTOM_TAG || row.tagName.trim() !== '');

/** The first dimension that no row names yet; a custom tag when all are taken. */
export const nextDimension = (rows: readonly ScopeRow[]): string =>
  SCOPE_DIMENSIONS.find((name) => rows.every(({ dimension }) => dimension !== name)) ?? CUSTOM_TAG;

/** "Workload support-bot, Team care"; the whole organization when empty. */
export function scopeSentence(scope: Scope): string {
  const parts = Object.entries(scope).map(([name, value]) => `${scopeLabel(name)} ${value}`);
  return parts.length === 0 ? scopeText.everything : parts.join(', ');
}

/** Filter terms of the ledger for the calls of a scope. A tier is not written in the ledger, so it is left out. */
export const termsOfScope = (scope: Scope): { dimension: string; value: string }[] =>
  Object.entries(scope)
    .filter(([dimension]) => dimension !== 'tier')
    .map(([dimension, value]) => ({ dimension, value }));
