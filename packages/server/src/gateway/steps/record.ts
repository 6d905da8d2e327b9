import type { CallFact } from '@weir/core/contract';
import { Decimal, MONEY_SCALE } from '@weir/core/money';
import type { BegunCall } from '../../ledger/spool/records.ts';
import type { Admitted } from '../admitted.ts';
import { instantOf, milliseconds } from '../instant.ts';
import type { Outcome } from '../outcome.ts';
import { expectedCharges, type Priced } from './price.ts';

/** What is on record before the call goes upstream: the call, and what it costs should nothing more be heard of it. */
export function begunCall(admitted: Admitted, instance: string): BegunCall {
  const { call, expected, facts, attribution, principal, target } = admitted;
  return {
    call_id: call.id,
    source: 'gateway',
    instance,
    sandbox: target.provider.sandbox,
    started_at: instantOf(call.startedAt),
    dialect: call.route.adapter.dialect,
    operation: call.route.operation.name,
    stream: facts.stream,
    provider: target.provider.id,
    requested_model: facts.model,
    model: target.model,
    key: principal.key.id,
    tags: attribution.tags,
    tag_sources: attribution.tagSources,
    attribution: attribution.state,
    missing_tags: [...attribution.missing],
    usage: { input_tokens: expected.inputTokens, output_tokens: expected.outputTokens },
    request_bytes: admitted.requestBytes,
    charges: expectedCharges(expected, 1),
    reserved_cost: Decimal.fromPico(expected.amount).toFixed(MONEY_SCALE),
    currency: expected.price.currency,
    priced: expected.price.priced,
    estimated: true,
  };
}

export interface Ending {
  readonly outcome: Outcome;
  readonly priced: Priced;
  readonly attempts: CallFact['attempts'];
  /** Epoch ms. */
  readonly endedAt: number;
  /** Monotonic ms. */
  readonly endedMono: number;
}

/**
 * Everything known of the call at its end. What the begin record said does not change. Written out in full because a
 * literal of one shape is several times cheaper than one put together from spreads.
 */
export function endedCall(begun: BegunCall, admitted: Admitted, ending: Ending): CallFact {
  const { outcome, priced, endedMono } = ending;
  const { facts } = outcome;
  const { startedMono } = admitted.call;
  return {
    call_id: begun.call_id,
    source: begun.source,
    instance: begun.instance,
    sandbox: begun.sandbox,
    started_at: begun.started_at,
    ended_at: instantOf(ending.endedAt),
    duration_ms: milliseconds(endedMono - startedMono),
    ttft_ms: milliseconds((outcome.firstByteAt ?? endedMono) - startedMono),
    dialect: begun.dialect,
    operation: begun.operation,
    stream: begun.stream,
    provider: begun.provider,
    requested_model: begun.requested_model,
    model: priced.model,
    response_model: facts?.model,
    key: begun.key,
    tags: begun.tags,
    tag_sources: begun.tag_sources,
    attribution: begun.attribution,
    missing_tags: begun.missing_tags,
    status: outcome.status,
    http_status: outcome.httpStatus,
    error_code: outcome.errorCode,
    finish_reason: facts?.finishReason,
    usage: priced.usage,
    raw_usage: facts?.rawUsage,
    tool_calls: facts?.toolCalls ?? 0,
    tool_names: facts === undefined ? [] : [...facts.toolNames],
    request_bytes: begun.request_bytes,
    response_bytes: outcome.responseBytes,
    attempts: ending.attempts,
    charges: priced.charges,
    cost: priced.cost,
    reserved_cost: begun.reserved_cost,
    currency: begun.currency,
    priced: priced.priced,
    estimated: priced.estimated,
  };
}
