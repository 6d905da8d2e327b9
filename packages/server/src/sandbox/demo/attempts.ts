import type { AttemptFact } from '@weir/core/contract';
import { planLatency } from '../latency.ts';
import { findModel } from '../models.ts';
import { hash32, logNormal } from '../random.ts';
import type { PlannedCall } from './plan.ts';

/** Tries that failed come first; a refused call was never tried. */
export function attemptsOf(call: PlannedCall): AttemptFact[] {
  if (call.outcome === 'refused') return [];
  const failures = call.outcome === 'retried' ? 1 : call.outcome === 'failed' ? 3 : 0;
  const attempts: AttemptFact[] = [];
  let at = call.startedAt;
  for (let i = 0; i < failures; i++) {
    const duration = Math.round(logNormal(call.random, 180, 0.5));
    attempts.push({
      ...attempt(call, attempts.length + 1, at, duration, duration),
      http_status: call.outcome === 'retried' ? 429 : 529,
      error_code: call.outcome === 'retried' ? 'rate_limit' : 'overloaded_error',
    });
    at += duration + 400 * 2 ** i;
  }
  if (call.outcome === 'failed') return attempts;
  const tier = findModel(call.use.dialect, call.use.model)?.model.tier ?? 'mid';
  const plan = planLatency({ scale: 1 }, tier, call.reasoning, call.random);
  const visible = (call.output - call.reasoning) * (call.outcome === 'aborted' ? call.random() : 1);
  const total = Math.round(plan.firstTokenMs + visible * plan.msPerToken);
  const firstByte = call.stream ? Math.round(plan.firstTokenMs) : total;
  attempts.push({ ...attempt(call, attempts.length + 1, at, firstByte, total), http_status: 200 });
  return attempts;
}

function attempt(
  call: PlannedCall,
  number: number,
  at: number,
  firstByte: number,
  duration: number,
): AttemptFact {
  return {
    attempt: number,
    provider: `sandbox-${call.use.dialect}`,
    model: call.use.model,
    started_at: instant(at),
    first_byte_ms: firstByte,
    duration_ms: duration,
    upstream_request_id: `req_sandbox_${hash32(`${call.identity}#${number}`).toString(36)}`,
  };
}

/** From the start of the first try to the end of the last, in whole milliseconds. */
export function durationOf(attempts: readonly AttemptFact[]): number {
  const first = attempts[0];
  const last = attempts.at(-1);
  if (first === undefined || last === undefined) return 1;
  return Date.parse(last.started_at) - Date.parse(first.started_at) + last.duration_ms;
}

/** Epoch milliseconds as the ledger writes instants: RFC 3339 with microseconds. */
export function instant(ms: number): string {
  return new Date(ms).toISOString().replace('Z', '000Z');
}
