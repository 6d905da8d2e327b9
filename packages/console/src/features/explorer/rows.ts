import type { ExploreOrder, ExploreReport, ExploreRow } from '@weir/core/contract';

/** Columns that the server orders by; dimensions are ordered by name. */
export const ORDERS = [
  'cost',
  'list_cost',
  'calls',
  'errors',
  'input_tokens',
  'output_tokens',
  'cache_read_tokens',
  'estimated_cost',
  'unpriced_cost',
  'cost_per_call',
  'change',
] as const satisfies readonly ExploreOrder[];

/** The filter that picks a row's calls. */
export function groupTerms(row: ExploreRow, by: readonly string[]): { dimension: string; value: string }[] {
  return by.map((dimension) => ({ dimension, value: row.group[dimension] ?? '' }));
}

/** The pages that are there as one report; every page carries the same total. */
export function wholeOf(pages: readonly ExploreReport[] | undefined): ExploreReport | undefined {
  const last = pages?.at(-1);
  return last === undefined ? undefined : { ...last, rows: (pages ?? []).flatMap(({ rows }) => rows) };
}
