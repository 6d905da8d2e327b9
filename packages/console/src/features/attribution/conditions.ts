import type { TagFilter } from '@weir/core/contract';

/** One dimension of a condition as it is being typed. `key` only tells rows apart. */
export interface Condition {
  key: number;
  dimension: string;
  /** Separated by commas; empty: calls that have none. */
  values: string;
}

export const conditionsOf = (when: TagFilter): Condition[] =>
  Object.entries(when).map(([dimension, values], key) => ({ key, dimension, values: values.join(', ') }));

export const withCondition = (rows: readonly Condition[], dimension: string): Condition[] => [
  ...rows,
  { key: Math.max(-1, ...rows.map(({ key }) => key)) + 1, dimension, values: '' },
];

const valuesOf = (typed: string): string[] => {
  const values = typed
    .split(',')
    .map((one) => one.trim())
    .filter((one) => one !== '');
  return values.length === 0 ? [''] : [...new Set(values)];
};

/** Several rows of one dimension are alternatives. */
export function whenOfConditions(rows: readonly Condition[]): TagFilter {
  const when: Record<string, string[]> = {};
  for (const { dimension, values } of rows) {
    when[dimension] = [...new Set([...(when[dimension] ?? []), ...valuesOf(values)])];
  }
  return when;
}
