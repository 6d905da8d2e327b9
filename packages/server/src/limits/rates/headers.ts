import type { Count } from './count.ts';

/**
 * What clients read of rate limits. `ratelimit-*` (IETF draft) speaks for Weir and stands beside what the provider says
 * of its own limits in `x-ratelimit-*`; only where Weir refuses, and no provider was asked, are these Weir's too.
 */

/** Of a call that passed: the limit of which the least is left. */
export function passHeaders(counts: readonly Count[], now: number): readonly string[] {
  let tightest: Count | undefined;
  let least = Number.POSITIVE_INFINITY;
  for (const count of counts) {
    const share = count.free(now) / count.rule.burst;
    if (share >= least) continue;
    least = share;
    tightest = count;
  }
  return tightest === undefined ? [] : ietf(tightest, resetMs(tightest, now), now);
}

/** Of a refusal: `again` in ms. SDKs read retry-after-ms, then retry-after. */
export function refusalHeaders(
  refusing: Count,
  counts: readonly Count[],
  again: number,
  now: number,
): readonly string[] {
  const headers = ['retry-after', String(Math.ceil(again / 1_000)), 'retry-after-ms', String(again)];
  for (const metric of ['requests', 'tokens'] as const) {
    const count =
      refusing.rule.metric === metric ? refusing : counts.find(({ rule }) => rule.metric === metric);
    if (count === undefined) continue;
    const reset = count === refusing ? again : resetMs(count, now);
    headers.push(
      `x-ratelimit-limit-${metric}`,
      String(count.rule.limit),
      `x-ratelimit-remaining-${metric}`,
      String(Math.floor(count.free(now))),
      `x-ratelimit-reset-${metric}`,
      openaiDuration(reset),
    );
  }
  return [...headers, ...ietf(refusing, again, now)];
}

/** Until all of the burst is there again. */
function resetMs(count: Count, now: number): number {
  const { burst, pace } = count.rule;
  return pace === 0 ? 0 : Math.max(0, (burst - count.free(now)) / pace);
}

function ietf(count: Count, reset: number, now: number): string[] {
  return [
    'ratelimit-limit',
    whole(count, count.rule.limit),
    'ratelimit-remaining',
    whole(count, count.free(now)),
    'ratelimit-reset',
    String(Math.ceil(reset / 1_000)),
  ];
}

const NANO_PER_UNIT = 1e9;

/** The draft knows whole numbers only; cost is told in units of the currency, cut down. */
function whole({ rule }: Count, units: number): string {
  return String(Math.floor(rule.metric === 'cost' ? units / NANO_PER_UNIT : units));
}

/** As OpenAI writes it: `20ms`, `1.5s`, `6m0s`. */
export function openaiDuration(ms: number): string {
  const rounded = Math.ceil(ms);
  if (rounded < 1_000) return `${rounded}ms`;
  const minutes = Math.floor(rounded / 60_000);
  const seconds = (rounded % 60_000) / 1_000;
  if (minutes === 0) return `${seconds}s`;
  const hours = Math.floor(minutes / 60);
  return hours === 0 ? `${minutes}m${seconds}s` : `${hours}h${minutes % 60}m${seconds}s`;
}
