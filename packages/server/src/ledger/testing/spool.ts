import type { CallFact } from '@weir/core/contract';
import type { Config } from '../../platform/config/schema.ts';
import type { BegunCall } from '../spool/records.ts';
import { callOf } from './facts.ts';

export function configOf(overrides: Partial<Config['spool']> = {}): Config['spool'] {
  return {
    fsync: 'never',
    fsync_interval_ms: 5,
    segment_bytes: 16 * 1024 * 1024,
    max_bytes: 1024 * 1024 * 1024,
    poll_ms: 5,
    ...overrides,
  };
}

/** A call with every field present, so that nothing is lost unseen. */
export function openCallOf(callId: string, overrides: Partial<CallFact> = {}): CallFact {
  return callOf({ call_id: callId, error_code: 'none', ...overrides });
}

/** The call as it was at admission; shares tags with the end, as in the gateway. */
export function begunOf(call: CallFact): BegunCall {
  const {
    ended_at: _ended,
    duration_ms: _duration,
    ttft_ms: _ttft,
    response_model: _model,
    status: _status,
    http_status: _http,
    error_code: _error,
    finish_reason: _finish,
    raw_usage: _usage,
    tool_calls: _tools,
    tool_names: _names,
    response_bytes: _bytes,
    attempts: _attempts,
    cost: _cost,
    ...begun
  } = call;
  return begun;
}
