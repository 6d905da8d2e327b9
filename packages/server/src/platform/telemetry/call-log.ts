import type { CallFact } from '@weir/core/contract';
import type { Config } from '../config/schema.ts';
import type { Logger } from '../log.ts';

const WELL: ReadonlySet<string> = new Set(['ok']);

/** One line per call, from what landed: no prompts, no completions, no secrets. `random`: 0 <= x < 1. */
export function createCallLog(
  { calls: which, calls_sample_percent }: Config['log'],
  log: Logger,
  random: () => number = Math.random,
): (calls: readonly CallFact[]) => void {
  if (which === 'none') return () => {};
  const wanted = (call: CallFact) =>
    which === 'all' ||
    !WELL.has(call.status) ||
    (which === 'sampled' && random() * 100 < calls_sample_percent);
  return (calls) => {
    for (const call of calls) if (wanted(call)) log.info(lineOf(call), 'call');
  };
}

function lineOf(call: CallFact): object {
  return {
    call_id: call.call_id,
    started_at: call.started_at,
    workload: call.tags['workload'],
    key: call.key,
    provider: call.provider,
    model: call.model,
    requested_model: call.requested_model === call.model ? undefined : call.requested_model,
    operation: call.operation,
    stream: call.stream,
    status: call.status,
    http_status: call.http_status,
    error_code: call.error_code,
    duration_ms: call.duration_ms,
    ttft_ms: call.ttft_ms,
    input_tokens: call.usage['input_tokens'],
    output_tokens: call.usage['output_tokens'],
    cost: call.cost,
    currency: call.currency,
    estimated: call.estimated || undefined,
    attempts: call.attempts.length > 1 ? call.attempts.length : undefined,
    cache: call.cache,
    trace_id: call.trace_id,
    client_address: call.client_address,
    client_certificate: call.client_certificate,
  };
}
