import type { RateMetric, Scope } from '@weir/core/contract';
import type { RateLimitSettings } from './port.ts';

/** Nano-units per pico-unit: cost is counted in nano, which whole numbers of JavaScript hold up to nine million. */
const PICO_PER_NANO = 1_000n;

/** A rate limit as it is counted. */
export interface Rule {
  readonly id: string;
  readonly name: string;
  readonly scope: Scope;
  readonly per: string | undefined;
  readonly metric: RateMetric;
  /** Requests, tokens, calls at once; nano-units of cost. */
  readonly limit: number;
  readonly windowMs: number;
  /** What may come at once, same units. */
  readonly burst: number;
  /** Units per millisecond; 0 of `concurrent`. */
  readonly pace: number;
  readonly queueMs: number;
}

/** What a call is expected to take at most. */
export interface RateAmounts {
  readonly tokens: number;
  /** Nano-units of cost. */
  readonly nano: number;
}

/** `gateways` is not part of it: a rule is the limit as a whole. */
export function ruleOf(limit: RateLimitSettings): Rule {
  const { id, name, scope, per, metric, windowSeconds, queueMs } = limit;
  const most = unitsOf(limit.limit, metric);
  const windowMs = windowSeconds * 1_000;
  const concurrent = metric === 'concurrent';
  return {
    id,
    name,
    scope,
    per,
    metric,
    limit: most,
    windowMs,
    burst: concurrent || limit.burst === undefined ? most : unitsOf(limit.burst, metric),
    pace: concurrent ? 0 : most / windowMs,
    queueMs,
  };
}

/** What lets calls through at the same pace, whatever it is called. */
export function countsAlike(one: Rule, other: Rule): boolean {
  return one.metric === other.metric && one.per === other.per;
}

function unitsOf(text: string, metric: RateMetric): number {
  return metric === 'cost' ? Number(BigInt(text) / PICO_PER_NANO) : Number(text);
}

/** Rounded up: what is expected must never count too little. Costs beyond nine million count as nine million. */
export function nanoOf(pico: bigint): number {
  return Number((pico + PICO_PER_NANO - 1n) / PICO_PER_NANO);
}

/** What a call takes of a limit. */
export function unitsFor(rule: Rule, tokens: number, nano: number): number {
  switch (rule.metric) {
    case 'requests':
    case 'concurrent':
      return 1;
    case 'tokens':
      return tokens;
    case 'cost':
      return nano;
    default:
      return rule.metric satisfies never;
  }
}
