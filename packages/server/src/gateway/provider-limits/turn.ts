import type { Priority } from '@weir/core/contract';
import { WeirError } from '@weir/core/errors';
import type { ProviderLimitAsk, ProviderLimits } from './provider-limits.ts';

/** A call without a stand-in waits at most so long for what a provider allows, ms. */
const PATIENCE_MS = 2_000;

export interface TurnOptions {
  /** Epoch ms. */
  now: () => number;
  after: (ms: number, then: () => void) => () => void;
  /** Calls back when the client leaves. */
  onLeave?: ((listener: () => void) => void) | undefined;
  patienceMs?: number;
}

/**
 * Waits for a place's turn; undefined when the call may go at once. Rejects with WeirError `rate_limited` when its turn
 * does not come in time, at once when that is known.
 */
export function turnAt(
  limits: ProviderLimits,
  place: string,
  ask: ProviderLimitAsk,
  { now, after, onLeave, patienceMs = PATIENCE_MS }: TurnOptions,
): Promise<void> | undefined {
  const first = limits.ask(place, ask, now());
  if (first === 'go') return undefined;
  const deadline = now() + patienceMs;
  return new Promise((resolve, reject) => {
    let cancel: () => void = () => undefined;
    const wait = (untilMs: number): void => {
      if (untilMs > deadline) reject(refusedBy(place, untilMs, now()));
      else cancel = after(Math.max(1, Math.ceil(untilMs - now())), again);
    };
    const again = (): void => {
      const verdict = limits.ask(place, ask, now());
      if (verdict === 'go') resolve();
      else wait(verdict.untilMs);
    };
    onLeave?.(() => {
      cancel();
      reject(new WeirError('rate_limited', 'The client left before its turn came.'));
    });
    wait(first.untilMs);
  });
}

/** How a call of this workload stands in line. */
export function turnOf(
  { workload }: { workload: { id: string; limits?: { priority?: Priority | undefined } | undefined } },
  { inputTokens, outputTokens }: { inputTokens: number; outputTokens: number },
): ProviderLimitAsk {
  return {
    workload: workload.id,
    priority: workload.limits?.priority ?? 'normal',
    tokens: inputTokens + outputTokens,
  };
}

/** What the provider allows is used up until `untilMs`, or kept for higher priorities. */
export function refusedBy(place: string, untilMs: number, now: number): WeirError {
  const ms = Math.max(1, Math.ceil(untilMs - now));
  return new WeirError(
    'rate_limited',
    `What ${place} allows is used up, or kept for calls of higher priority.`,
    {
      remedy: `Come again in ${Math.ceil(ms / 100) / 10} s, give the workload a stand-in, or a higher priority.`,
      headers: ['retry-after', String(Math.ceil(ms / 1_000)), 'retry-after-ms', String(ms)],
    },
  );
}
