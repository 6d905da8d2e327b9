import type { CachingFigures, CachingReport, CostMeasures, CostReport } from '@weir/core/contract';
import { PROMPT_CACHING_FORMULAS, promptCacheHitRate, ratio, SHARE_PLACES } from '@weir/core/economics';
import { Decimal } from '@weir/core/money';
import type { AdmissionState } from '../registry/admission-state.ts';
import type { PromptPrefix } from './deps.ts';

const FORMULAS = {
  hit_share: 'cache_hit_share',
  avoided_cost: PROMPT_CACHING_FORMULAS.avoidedCost,
  prompt_hit_share: PROMPT_CACHING_FORMULAS.hitRate,
  saving: PROMPT_CACHING_FORMULAS.netSaving,
} as const;

/** What caching did, from a cost report by workload: what saved most comes first, the folded rest last. */
export function cachingReport(
  report: CostReport,
  sandbox: 'include' | 'exclude',
  workloads: AdmissionState['workloads'],
  prefixes: readonly PromptPrefix[],
): CachingReport {
  const rows = report.rows.map((row) => {
    const workload = row.group['workload'] ?? '';
    const policy = row.folded === true ? undefined : workloads[workload]?.caching;
    return {
      workload,
      ...figures(row),
      exact_enabled: policy?.exact !== undefined,
      ...stablePrefix(prefixes.filter((seen) => seen.workload === workload)),
      prompt_enabled: policy?.prompt?.insert_cache_points === true,
      ...(row.folded === true ? { folded: true as const } : {}),
    };
  });
  rows.sort(bySaving);
  return {
    since: report.since,
    until: report.until,
    currency: report.currency,
    rows,
    total: figures(report.total),
    sandbox,
    formulas: FORMULAS,
  };
}

/** Of several gateways together, weighted by the calls each looked at. */
function stablePrefix(seen: readonly PromptPrefix[]): { stable_prefix?: CachingRow['stable_prefix'] } {
  const calls = seen.reduce((sum, one) => sum + one.calls, 0);
  if (calls === 0) return {};
  const share = seen.reduce((sum, one) => sum + one.share * one.calls, 0) / calls;
  const divergence = seen.find((one) => one.divergence !== undefined)?.divergence;
  return {
    stable_prefix: {
      calls,
      share: share.toFixed(SHARE_PLACES),
      ...(divergence === undefined ? {} : { divergence }),
    },
  };
}

function figures(row: CostMeasures): CachingFigures {
  return {
    calls: row.calls,
    exact: {
      lookups: row.cache_lookups,
      hits: row.cache_hits,
      hit_share: text(ratio(Decimal.from(row.cache_hits), Decimal.from(row.cache_lookups), SHARE_PLACES)),
      avoided_cost: row.avoided_cost,
    },
    prompt: {
      input_tokens: row.input_tokens,
      read_tokens: row.cache_read_tokens,
      write_tokens: row.cache_write_tokens,
      hit_share: text(promptCacheHitRate(BigInt(row.cache_read_tokens), BigInt(row.input_tokens))),
      saving: row.prompt_cache_saving,
    },
  };
}

function text(share: Decimal | null | undefined): string | null {
  return share?.toFixed(SHARE_PLACES) ?? null;
}

type CachingRow = CachingReport['rows'][number];

function bySaving(a: CachingRow, b: CachingRow): number {
  if (a.folded !== b.folded) return a.folded === true ? 1 : -1;
  const order = saved(b).compare(saved(a));
  return order === 0 ? a.workload.localeCompare(b.workload) : order;
}

function saved({ exact, prompt }: CachingRow): Decimal {
  return Decimal.from(exact.avoided_cost).add(Decimal.from(prompt.saving));
}
