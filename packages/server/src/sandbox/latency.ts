import type { ModelTier } from './models.ts';
import { logNormal, type Random } from './random.ts';

/** `instant`: no timers at all, for benches and unit tests. Otherwise real model timings times `scale`. */
export type LatencyMode = 'instant' | { scale: number };

/** Medians as seen from today's APIs: milliseconds to the first token, output tokens per second. */
const TIMING: Record<ModelTier, { firstTokenMs: number; tokensPerSecond: number }> = {
  small: { firstTokenMs: 350, tokensPerSecond: 160 },
  mid: { firstTokenMs: 600, tokensPerSecond: 80 },
  frontier: { firstTokenMs: 1_100, tokensPerSecond: 50 },
};
const FIRST_TOKEN_SIGMA = 0.45;
const SPEED_SIGMA = 0.25;

export interface LatencyPlan {
  firstTokenMs: number;
  msPerToken: number;
}

/** How long this one answer takes. Thinking happens before the first visible token. */
export function planLatency(
  mode: LatencyMode,
  tier: ModelTier,
  thinkingTokens: number,
  random: Random,
): LatencyPlan {
  const { firstTokenMs, tokensPerSecond } = TIMING[tier];
  const first = logNormal(random, firstTokenMs, FIRST_TOKEN_SIGMA);
  const perToken = 1_000 / logNormal(random, tokensPerSecond, SPEED_SIGMA);
  if (mode === 'instant') return { firstTokenMs: 0, msPerToken: 0 };
  return {
    firstTokenMs: (first + thinkingTokens * perToken) * mode.scale,
    msPerToken: perToken * mode.scale,
  };
}
