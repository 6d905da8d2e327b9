import type { CachingReport } from '@weir/core/contract';
import { toCsv } from '../../charts/prepare/csv.ts';

const HEADER = [
  'workload',
  'calls',
  'exact_enabled',
  'exact_hits',
  'exact_lookups',
  'exact_hit_share',
  'avoided_cost',
  'prompt_enabled',
  'prompt_read_tokens',
  'prompt_write_tokens',
  'input_tokens',
  'prompt_hit_share',
  'prompt_saving',
  'currency',
];

/** The caching report as CSV, every decimal kept, in the names of the API. */
export function cachingCsv({ rows, currency }: CachingReport): string {
  const body = rows.map(({ workload, calls, exact, prompt, exact_enabled, prompt_enabled }) => [
    workload,
    String(calls),
    String(exact_enabled),
    String(exact.hits),
    String(exact.lookups),
    exact.hit_share ?? '',
    exact.avoided_cost,
    String(prompt_enabled),
    String(prompt.read_tokens),
    String(prompt.write_tokens),
    String(prompt.input_tokens),
    prompt.hit_share ?? '',
    prompt.saving,
    currency,
  ]);
  return toCsv([HEADER, ...body]);
}

/** Whether there is anything to say about caching at all. */
export const hasCaching = ({ total, rows }: CachingReport): boolean =>
  total.exact.lookups > 0 ||
  total.prompt.read_tokens > 0 ||
  total.prompt.write_tokens > 0 ||
  rows.some((row) => row.exact_enabled || row.prompt_enabled);
