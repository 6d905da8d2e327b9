import type { Provider, ProviderHealth, ProviderState } from '@weir/core/contract';

const WORST_FIRST: readonly ProviderState[] = ['open', 'cooling_down', 'degraded', 'healthy'];

/** One line for what several gateways saw of the same thing. */
export interface HealthSummary {
  state: ProviderState;
  until?: string | undefined;
  ttft_p50_ms?: number | undefined;
  ttft_p95_ms?: number | undefined;
  error_share?: number | undefined;
  calls: number;
  rate_limit?: ProviderHealth['rate_limit'];
  /** Models that are not healthy, where the provider as a whole is another matter. */
  troubled?: readonly string[];
}

const known = <T>(values: readonly (T | undefined)[]): T[] =>
  values.filter((value): value is T => value !== undefined);

/** Mean of what is known, each counted by its calls. */
function weighted(views: readonly ProviderHealth[], read: (view: ProviderHealth) => number | undefined) {
  let sum = 0;
  let calls = 0;
  for (const view of views) {
    const value = read(view);
    if (value === undefined) continue;
    const weight = Math.max(1, view.calls);
    sum += value * weight;
    calls += weight;
  }
  return calls === 0 ? undefined : sum / calls;
}

/**
 * Puts the views of all gateways together: the worst state, the latest end of waiting, the slowest 95th percentile,
 * the tightest limit. Medians and shares are means by calls, as close as one gets without the calls themselves.
 * Undefined when nobody has seen it.
 */
export function summarize(views: readonly ProviderHealth[]): HealthSummary | undefined {
  const state = WORST_FIRST.find((one) => views.some((view) => view.state === one));
  if (state === undefined) return undefined;
  const slowest = known(views.map((view) => view.ttft_p95_ms));
  const limits = known(views.map((view) => view.rate_limit));
  return {
    state,
    until: known(views.map((view) => view.until))
      .sort()
      .at(-1),
    ttft_p50_ms: weighted(views, (view) => view.ttft_p50_ms),
    ttft_p95_ms: slowest.length === 0 ? undefined : Math.max(...slowest),
    error_share: weighted(views, (view) => view.error_share),
    calls: views.reduce((sum, view) => sum + view.calls, 0),
    rate_limit: limits.sort((a, b) => headroom(a) - headroom(b))[0],
  };
}

type Limit = NonNullable<ProviderHealth['rate_limit']>;

/** Share of the limit that is left, the tighter of requests and tokens; 1 when nothing is known. */
export function headroom(limit: Limit): number {
  const share = (left: number | undefined, of: number | undefined) =>
    left === undefined || of === undefined || of === 0 ? 1 : left / of;
  return Math.min(
    share(limit.remaining_requests, limit.limit_requests),
    share(limit.remaining_tokens, limit.limit_tokens),
  );
}

/** From this share of errors on a provider is called degraded, as gateways do. */
const DEGRADED_FROM = 0.1;

/**
 * Of the provider as a whole. Where gateways only spoke of its models: one model in trouble is not the provider in
 * trouble, so it is as well as the best of them, degraded when the errors of all together say so.
 */
export function wholeOf({ health }: Provider): HealthSummary | undefined {
  const whole = summarize(health.filter(({ model }) => model === undefined));
  const models = health.filter(({ model }) => model !== undefined);
  const troubled = [
    ...new Set(models.flatMap(({ state, model }) => (state === 'healthy' ? [] : (model ?? [])))),
  ];
  if (whole !== undefined) return { ...whole, troubled };
  const all = summarize(models);
  const best = WORST_FIRST.findLast((one) => models.some(({ state }) => state === one));
  if (all === undefined || best === undefined) return undefined;
  const isWell = best === 'healthy' || best === 'degraded';
  const isFailing = (all.error_share ?? 0) >= DEGRADED_FROM;
  return {
    ...all,
    state: isWell && isFailing ? 'degraded' : best,
    until: isWell ? undefined : all.until,
    troubled,
  };
}

/** Most in trouble first, then by name; the sandbox last. */
export function inOrder(providers: readonly Provider[]): Provider[] {
  const rank = (provider: Provider) => {
    const state = wholeOf(provider)?.state;
    return state === undefined ? WORST_FIRST.length : WORST_FIRST.indexOf(state);
  };
  return [...providers].sort(
    (a, b) => Number(a.sandbox) - Number(b.sandbox) || rank(a) - rank(b) || a.id.localeCompare(b.id),
  );
}
