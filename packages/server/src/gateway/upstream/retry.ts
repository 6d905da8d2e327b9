import type { AnswerHead } from './headers.ts';

export interface RetryPolicy {
  maxAttempts: number;
  backoffMs: number;
  maxWaitMs: number;
  random: () => number;
}

/** Answers that the same request may not get again a moment later. */
export const TRANSIENT = new Set([429, 500, 502, 503, 504, 529]);

/** Milliseconds to wait before the next try, or undefined when this answer is the one to pass on. */
export function retryDelay(
  policy: RetryPolicy,
  attempt: number,
  head: AnswerHead,
  now: number,
): number | undefined {
  if (attempt >= policy.maxAttempts || !TRANSIENT.has(head.status)) return undefined;
  if (head.shouldRetry === 'false') return undefined;
  const asked = askedDelay(head, now);
  if (asked === undefined) return backoff(policy, attempt);
  return asked > policy.maxWaitMs ? undefined : asked;
}

/** As above, after a try that got no answer at all. */
export function reconnectDelay(policy: RetryPolicy, attempt: number): number | undefined {
  return attempt >= policy.maxAttempts ? undefined : backoff(policy, attempt);
}

/** Doubles per attempt; half of it is random so that callers who failed together do not return together. */
function backoff({ backoffMs, maxWaitMs, random }: RetryPolicy, attempt: number): number {
  const full = Math.min(backoffMs * 2 ** (attempt - 1), maxWaitMs);
  return full / 2 + (full / 2) * random();
}

/** `retry-after-ms`, or `retry-after` in seconds or as an HTTP date; milliseconds from `now`. */
export function askedDelay(head: AnswerHead, now: number): number | undefined {
  const ms = Number(head.retryAfterMs ?? Number.NaN);
  if (Number.isFinite(ms) && ms >= 0) return ms;
  if (head.retryAfter === undefined) return undefined;
  const seconds = Number(head.retryAfter);
  if (Number.isFinite(seconds) && seconds >= 0) return seconds * 1000;
  const date = Date.parse(head.retryAfter);
  return Number.isNaN(date) ? undefined : Math.max(0, date - now);
}
