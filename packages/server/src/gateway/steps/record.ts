import type { CallFact } from '@weir/core/contract';
import { Decimal, MONEY_SCALE } from '@weir/core/money';
import type { BegunCall } from '../../ledger/spool/records.ts';
import type { Finds } from '../../privacy/contract.ts';
import type { Admitted } from '../admitted.ts';
import { instantOf, milliseconds } from '../instant.ts';
import type { Outcome } from '../outcome.ts';
import { decisionOf } from '../routing/plan.ts';
import type { Exchange } from './forward.ts';
import { expectedCharges, type Priced } from './price.ts';

/** What is on record before the call goes upstream: the call, and what it costs should nothing more be heard of it. */
export function begunCall(admitted: Admitted, instance: string): BegunCall {
  const { call, facts, attribution, principal, plan, finds } = admitted;
  const { place, expected } = plan.legs[0];
  return {
    call_id: call.id,
    source: 'gateway',
    instance,
    sandbox: place.provider.sandbox,
    started_at: instantOf(admitted.holdings.startedAt),
    dialect: call.dialect,
    operation: call.route.operation.name,
    stream: facts.stream,
    provider: place.provider.id,
    requested_model: facts.model,
    model: place.model,
    key: principal.key.id,
    tags: attribution.tags,
    tag_sources: attribution.tagSources,
    attribution: attribution.state,
    missing_tags: attribution.missing,
    usage: { input_tokens: expected.mostInputTokens, output_tokens: expected.outputTokens },
    request_bytes: admitted.requestBytes,
    charges: expectedCharges(expected, 1),
    reserved_cost: reservedCost(expected.amount),
    currency: expected.price.currency,
    priced: expected.price.priced,
    estimated: true,
    purpose: admitted.purpose,
    parent_call: admitted.parentCall,
    trace_id: call.head.traceId,
    parent_span_id: call.head.parentSpanId,
    client_address: call.origin?.address,
    client_certificate: call.origin?.certificate,
    routing: undefined,
    cache: admitted.cache,
    avoided_cost: undefined,
    data_class: principal.workload.data?.class,
    region: expected.region,
    detections: finds?.action === undefined ? undefined : finds.counts,
    detection_action: finds?.action,
  };
}

let lastAmount = -1n;
let lastText = '';

/** Calls of one kind come in rows: the text is made once. */
function reservedCost(amount: bigint): string {
  if (amount !== lastAmount) {
    lastAmount = amount;
    lastText = Decimal.fromPico(amount).toFixed(MONEY_SCALE);
  }
  return lastText;
}

export interface Ending {
  readonly outcome: Outcome;
  readonly priced: Priced;
  readonly exchange: Exchange;
  /** Epoch ms. */
  readonly endedAt: number;
  /** Monotonic ms. */
  readonly endedMono: number;
}

/**
 * Everything known of the call at its end. What the begin record said does not change, but for who answered. Written out
 * in full because a literal of one shape is several times cheaper than one put together from spreads.
 */
export function endedCall(begun: BegunCall, admitted: Admitted, ending: Ending): CallFact {
  const { outcome, priced, exchange, endedMono } = ending;
  const { facts, leg } = outcome;
  const { startedMono } = admitted.call;
  const { provider } = leg.place;
  const finds = allFinds(admitted);
  return {
    call_id: begun.call_id,
    source: begun.source,
    instance: begun.instance,
    sandbox: provider.sandbox,
    started_at: begun.started_at,
    ended_at: instantOf(ending.endedAt),
    duration_ms: milliseconds(endedMono - startedMono),
    ttft_ms: milliseconds((outcome.firstByteAt ?? endedMono) - startedMono),
    dialect: begun.dialect,
    operation: begun.operation,
    stream: begun.stream,
    provider: provider.id,
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
    attempts: exchange.attempts,
    charges: priced.charges,
    cost: priced.cost,
    reserved_cost: reservedCost(admitted.holdings.amount),
    currency: begun.currency,
    priced: priced.priced,
    estimated: priced.estimated,
    purpose: begun.purpose,
    parent_call: begun.parent_call,
    trace_id: begun.trace_id,
    parent_span_id: begun.parent_span_id,
    client_address: begun.client_address,
    client_certificate: begun.client_certificate,
    routing: decisionOf(admitted.plan, leg, exchange.course.been, exchange.course.rules),
    cache: begun.cache,
    avoided_cost: undefined,
    data_class: begun.data_class,
    region: priced.region,
    detections: finds?.action === undefined ? undefined : finds.counts,
    detection_action: finds?.action,
  };
}

/** Found in request and answer together. */
export function allFinds({ finds, answerFilter }: Admitted): Finds | undefined {
  const answered = answerFilter?.found;
  if (answered?.action === undefined) return finds;
  if (finds?.action === undefined) return answered;
  const counts = { ...finds.counts };
  for (const [name, count] of Object.entries(answered.counts)) {
    const detector = name as keyof typeof counts;
    counts[detector] = (counts[detector] ?? 0) + count;
  }
  return {
    counts,
    action: STRICTNESS[finds.action] > STRICTNESS[answered.action] ? finds.action : answered.action,
  };
}

const STRICTNESS = { flag: 0, redact: 1, block: 2 } as const;
