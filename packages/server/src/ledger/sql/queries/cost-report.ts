import type { CostMeasures, CostReport, CostRow } from '@weir/core/contract';
import type { CostQuery } from '../../port.ts';
import { picoOf, picoText } from '../rows/checks.ts';

/** One grouped row as the engine returns it. */
export interface CostGroupRow
  extends Record<(typeof COUNTS)[number], number>,
    Record<(typeof AMOUNTS)[number], string> {
  /** Epoch seconds, 0 without an interval. */
  bucket: number;
  g0?: string;
  g1?: string;
  g2?: string;
  g3?: string;
  folded?: number;
  currency: string;
}

export const COUNTS = [
  'calls',
  'errors',
  'input_tokens',
  'output_tokens',
  'cache_read_tokens',
  'cache_write_tokens',
  'cache_hits',
  'cache_lookups',
  'evaluation_calls',
] as const;
export const AMOUNTS = [
  'cost',
  'loaded_cost',
  'list_cost',
  'estimated_cost',
  'unpriced_cost',
  'attributed_cost',
  'avoided_cost',
  'prompt_cache_saving',
  'evaluation_cost',
] as const;

/** Exact running sums of measures. */
class Sums {
  private readonly counts = COUNTS.map(() => 0);
  private readonly amounts = AMOUNTS.map(() => 0n);

  add(row: CostGroupRow): void {
    COUNTS.forEach((name, i) => {
      this.counts[i] = (this.counts[i] ?? 0) + row[name];
    });
    AMOUNTS.forEach((name, i) => {
      this.amounts[i] = (this.amounts[i] ?? 0n) + picoOf(row[name]);
    });
  }

  get cost(): bigint {
    return this.amounts[0] ?? 0n;
  }

  measures(): CostMeasures {
    const count = (name: (typeof COUNTS)[number]) => this.counts[COUNTS.indexOf(name)] ?? 0;
    const amount = (name: (typeof AMOUNTS)[number]) => picoText(this.amounts[AMOUNTS.indexOf(name)] ?? 0n);
    return {
      calls: count('calls'),
      cost: amount('cost'),
      loaded_cost: amount('loaded_cost'),
      list_cost: amount('list_cost'),
      estimated_cost: amount('estimated_cost'),
      unpriced_cost: amount('unpriced_cost'),
      attributed_cost: amount('attributed_cost'),
      input_tokens: count('input_tokens'),
      output_tokens: count('output_tokens'),
      cache_read_tokens: count('cache_read_tokens'),
      cache_write_tokens: count('cache_write_tokens'),
      errors: count('errors'),
      cache_hits: count('cache_hits'),
      cache_lookups: count('cache_lookups'),
      avoided_cost: amount('avoided_cost'),
      prompt_cache_saving: amount('prompt_cache_saving'),
      evaluation_calls: count('evaluation_calls'),
      evaluation_cost: amount('evaluation_cost'),
    };
  }
}

interface Group {
  bucket: number;
  /** Values of the dimensions; undefined for the folded rest. */
  values: string[] | undefined;
  sums: Sums;
}

/** Folds groups beyond the `limit` dearest into one named `other`, per bucket, and sums the total. */
export function foldReport(input: {
  query: CostQuery;
  rows: readonly CostGroupRow[];
  limit: number;
  answeredFrom: 'rollup' | 'detail';
}): CostReport {
  const { query, limit } = input;
  const rows = input.rows.filter(
    (row) => row.calls !== 0 || row.evaluation_calls !== 0 || picoOf(row.loaded_cost) !== 0n,
  );
  const kept = dearest(rows, query.by.length, limit);
  const total = new Sums();
  const groups = new Map<string, Group>();
  for (const row of rows) {
    total.add(row);
    const values = valuesOf(row, query.by.length);
    const key = JSON.stringify(values);
    const isKept = row.folded !== 1 && kept.has(key);
    const id = `${row.bucket} ${isKept ? key : ''}`;
    let group = groups.get(id);
    if (group === undefined) {
      group = { bucket: row.bucket, values: isKept ? values : undefined, sums: new Sums() };
      groups.set(id, group);
    }
    group.sums.add(row);
  }
  return {
    by: [...query.by],
    since: query.since.toISOString(),
    until: query.until.toISOString(),
    ...(query.interval === undefined ? {} : { interval: query.interval }),
    currency: rows.find((row) => row.currency !== '')?.currency ?? 'USD',
    rows: [...groups.values()].sort(inOrder).map((group) => costRow(group, query)),
    total: total.measures(),
    answered_from: input.answeredFrom,
  };
}

/** Keys of the groups that cost most over the whole range. */
function dearest(rows: readonly CostGroupRow[], dimensions: number, limit: number): Set<string> {
  const costs = new Map<string, bigint>();
  for (const row of rows) {
    if (row.folded === 1) continue;
    const key = JSON.stringify(valuesOf(row, dimensions));
    costs.set(key, (costs.get(key) ?? 0n) + picoOf(row.cost));
  }
  if (costs.size <= limit) return new Set(costs.keys());
  const ranked = [...costs].sort(([a, x], [b, y]) => (x === y ? (a < b ? -1 : 1) : x > y ? -1 : 1));
  return new Set(ranked.slice(0, limit).map(([key]) => key));
}

function valuesOf(row: CostGroupRow, dimensions: number): string[] {
  return [row.g0, row.g1, row.g2, row.g3].slice(0, dimensions).map((value) => value ?? '');
}

/** By time, then dearest first, the folded rest last. */
function inOrder(a: Group, b: Group): number {
  if (a.bucket !== b.bucket) return a.bucket - b.bucket;
  if ((a.values === undefined) !== (b.values === undefined)) return a.values === undefined ? 1 : -1;
  if (a.sums.cost !== b.sums.cost) return a.sums.cost > b.sums.cost ? -1 : 1;
  return JSON.stringify(a.values) < JSON.stringify(b.values) ? -1 : 1;
}

function costRow({ bucket, values, sums }: Group, query: CostQuery): CostRow {
  return {
    group: Object.fromEntries(
      query.by.map((name, i) => [name, values === undefined ? 'other' : (values[i] ?? '')]),
    ),
    ...(values === undefined ? { folded: true as const } : {}),
    ...(query.interval === undefined ? {} : { bucket: new Date(bucket * 1000).toISOString() }),
    ...sums.measures(),
  };
}
