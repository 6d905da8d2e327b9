import type { ProviderHealth, ProviderState, RateLimitState } from '@weir/core/contract';
import type { AnswerHead } from '../upstream/headers.ts';
import type { Vitals } from './health.ts';

/** From this share of errors on a provider that answers is called degraded. */
const DEGRADED_FROM = 0.1;
const REPORTED = 200;

/** How everything called lately does, busiest first; numbers as of `now`, epoch ms. */
export function healthReport(all: Iterable<Vitals>, now: number): ProviderHealth[] {
  return [...all]
    .filter(({ calls }) => calls > 0)
    .sort((a, b) => b.calls - a.calls)
    .slice(0, REPORTED)
    .map((vitals) => healthOf(vitals, now));
}

function healthOf(vitals: Vitals, now: number): ProviderHealth {
  const condition = vitals.condition(now);
  const p50 = vitals.percentile(0.5);
  const p95 = vitals.percentile(0.95);
  const until = condition === 'cooling_down' ? vitals.coolUntil : vitals.openUntil;
  return {
    provider: vitals.provider,
    model: vitals.model,
    state: stateOf(condition, vitals.errorShare),
    ...(condition === 'healthy' || until <= now ? {} : { until: new Date(until).toISOString() }),
    ...(p50 === undefined ? {} : { ttft_p50_ms: rounded(p50) }),
    ...(p95 === undefined ? {} : { ttft_p95_ms: rounded(p95) }),
    error_share: Math.min(1, Math.max(0, Math.round(vitals.errorShare * 1000) / 1000)),
    calls: vitals.calls,
    ...(vitals.lastHead === undefined ? {} : { rate_limit: rateLimitOf(vitals.lastHead, now) }),
  };
}

function stateOf(condition: ReturnType<Vitals['condition']>, errorShare: number): ProviderState {
  if (condition !== 'healthy') return condition;
  return errorShare >= DEGRADED_FROM ? 'degraded' : 'healthy';
}

function rounded(ms: number): number {
  return Math.round(ms * 10) / 10;
}

const COUNTS: Readonly<
  Record<string, 'limit_requests' | 'remaining_requests' | 'limit_tokens' | 'remaining_tokens'>
> = {
  'x-ratelimit-limit-requests': 'limit_requests',
  'x-ratelimit-remaining-requests': 'remaining_requests',
  'x-ratelimit-limit-tokens': 'limit_tokens',
  'x-ratelimit-remaining-tokens': 'remaining_tokens',
  'anthropic-ratelimit-requests-limit': 'limit_requests',
  'anthropic-ratelimit-requests-remaining': 'remaining_requests',
  'anthropic-ratelimit-tokens-limit': 'limit_tokens',
  'anthropic-ratelimit-tokens-remaining': 'remaining_tokens',
};
/** Seconds or minutes from now (OpenAI: `6m0s`, `20ms`) or an instant (Anthropic). */
const RESETS = new Set(['x-ratelimit-reset-requests', 'anthropic-ratelimit-requests-reset']);

function rateLimitOf({ headers }: AnswerHead, now: number): RateLimitState {
  const found: Record<string, number | string> = {};
  for (let i = 0; i + 1 < headers.length; i += 2) {
    const name = (headers[i] as string).toLowerCase();
    const value = headers[i + 1] as string;
    const field = COUNTS[name];
    const count = Number(value);
    if (field !== undefined && value !== '' && Number.isFinite(count) && count >= 0) found[field] = count;
    else if (RESETS.has(name)) {
      const at = instantOfReset(value, now);
      if (at !== undefined) found['resets_at'] = at;
    }
  }
  return found;
}

const PARTS = /(\d+(?:\.\d+)?)(ms|s|m|h|d)/g;
const UNIT_MS: Readonly<Record<string, number>> = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 };

function instantOfReset(value: string, now: number): string | undefined {
  const parts = [...value.matchAll(PARTS)];
  if (parts.length > 0 && parts.map(([part]) => part).join('') === value) {
    const ms = parts.reduce((sum, [, count, unit = '']) => sum + Number(count) * (UNIT_MS[unit] ?? 0), 0);
    return new Date(now + ms).toISOString();
  }
  const at = Date.parse(value);
  return Number.isNaN(at) ? undefined : new Date(at).toISOString();
}
