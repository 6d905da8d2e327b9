import { createHash } from 'node:crypto';
import type { AttemptFact, CallFact } from '@weir/core/contract';
import { operationName, type ProviderFacts, providerName, serverOf } from './providers.ts';
import { type Attributes, hrTime, type Resource, SCOPE, type Span } from './types.ts';

export interface SpanContext {
  provider(id: string): ProviderFacts | undefined;
  resource: Resource;
}

const CLIENT = 2;
const UNSET = 0;
const ERROR = 2;
const SAMPLED = 1;

/**
 * A call as spans of the GenAI conventions: one that carries usage and cost, and below it one for each attempt, which
 * carry neither, so that sums over spans are right. Ids are derived from the call's, so that a call told twice is the
 * same span; a call without a trace of its caller begins its own.
 */
export function spansOf(call: CallFact, context: SpanContext): Span[] {
  const traceId = traceIdOf(call);
  const spanId = spanIdOf(call.call_id);
  const started = Date.parse(call.started_at);
  const own = spanOf(context, {
    name: `${operationName(call.operation)} ${call.requested_model || call.model}`.trim(),
    traceId,
    spanId,
    parent: call.trace_id === undefined ? undefined : call.parent_span_id,
    remoteParent: true,
    from: started,
    to: started + call.duration_ms,
    attributes: callAttributes(call, context),
    error: call.status === 'ok' ? undefined : (call.error_code ?? call.status),
  });
  const attempts = call.attempts.map((attempt) => {
    const at = Date.parse(attempt.started_at);
    return spanOf(context, {
      name: `attempt ${attempt.attempt} ${attempt.provider}`,
      traceId,
      spanId: spanIdOf(`${call.call_id}/${attempt.attempt}`),
      parent: spanId,
      remoteParent: false,
      from: at,
      to: at + attempt.duration_ms,
      attributes: attemptAttributes(attempt, context),
      error: failureOf(attempt),
    });
  });
  return [own, ...attempts];
}

/** 32 hex digits: the caller's, else the call's own. */
export function traceIdOf({ trace_id, call_id }: CallFact): string {
  if (trace_id !== undefined) return trace_id;
  const hex = call_id.replaceAll('-', '').toLowerCase();
  return /^[0-9a-f]{32}$/.test(hex) ? hex : digest(call_id).slice(0, 32);
}

function spanIdOf(text: string): string {
  return digest(text).slice(0, 16);
}

function digest(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

function failureOf({ error_code, http_status }: AttemptFact): string | undefined {
  if (error_code !== undefined) return error_code;
  return http_status !== undefined && http_status >= 400 ? String(http_status) : undefined;
}

function callAttributes(call: CallFact, context: SpanContext): Attributes {
  const facts = context.provider(call.provider);
  const server = serverOf(facts);
  const { usage, tags } = call;
  return present({
    'gen_ai.operation.name': operationName(call.operation),
    'gen_ai.provider.name': providerName(call.provider, facts),
    'gen_ai.request.model': call.requested_model,
    'gen_ai.response.model': call.response_model ?? call.model,
    'gen_ai.request.stream': call.stream,
    'gen_ai.response.finish_reasons': call.finish_reason === undefined ? undefined : [call.finish_reason],
    'gen_ai.response.time_to_first_chunk':
      call.stream && call.ttft_ms !== undefined ? call.ttft_ms / 1_000 : undefined,
    'gen_ai.conversation.id': tags['session'],
    'gen_ai.agent.name': tags['agent'],
    'gen_ai.workflow.name': tags['workflow'],
    'gen_ai.usage.input_tokens': usage['input_tokens'],
    'gen_ai.usage.output_tokens': usage['output_tokens'],
    'gen_ai.usage.cache_read.input_tokens': usage['cache_read_tokens'],
    'gen_ai.usage.cache_write.input_tokens': usage['cache_write_tokens'],
    'gen_ai.usage.reasoning.output_tokens': usage['output_reasoning_tokens'],
    'server.address': server?.address,
    'server.port': server?.port,
    'error.type': call.status === 'ok' ? undefined : (call.error_code ?? call.status),
    'http.response.status_code': call.http_status,
    'weir.call.id': call.call_id,
    'weir.call.status': call.status,
    'weir.key.id': call.key,
    'weir.sandbox': call.sandbox || undefined,
    'weir.purpose': call.purpose,
    'weir.cost.total': Number(call.cost),
    'weir.cost.exact': call.cost,
    'weir.cost.currency': call.currency,
    'weir.cost.estimated': call.estimated,
    'weir.cost.priced': call.priced,
    'weir.cost.avoided': call.avoided_cost === undefined ? undefined : Number(call.avoided_cost),
    'weir.cache': call.cache,
    ...Object.fromEntries(Object.entries(tags).map(([name, value]) => [`weir.tag.${name}`, value])),
  });
}

function attemptAttributes(attempt: AttemptFact, context: SpanContext): Attributes {
  const facts = context.provider(attempt.provider);
  const server = serverOf(facts);
  return present({
    'gen_ai.provider.name': providerName(attempt.provider, facts),
    'gen_ai.request.model': attempt.model,
    'server.address': server?.address,
    'server.port': server?.port,
    'http.response.status_code': attempt.http_status,
    'error.type': failureOf(attempt),
    'weir.attempt.number': attempt.attempt,
    'weir.attempt.superseded_by': attempt.superseded_by,
    'weir.attempt.upstream_request_id': attempt.upstream_request_id,
    'weir.attempt.time_to_first_byte':
      attempt.first_byte_ms === undefined ? undefined : attempt.first_byte_ms / 1_000,
  });
}

function present(attributes: Attributes): Attributes {
  return Object.fromEntries(Object.entries(attributes).filter(([, value]) => value !== undefined));
}

interface SpanParts {
  name: string;
  traceId: string;
  spanId: string;
  parent: string | undefined;
  remoteParent: boolean;
  from: number;
  to: number;
  attributes: Attributes;
  error: string | undefined;
}

function spanOf({ resource }: SpanContext, parts: SpanParts): Span {
  const { traceId, spanId, parent, from, to, error } = parts;
  const [startTime, endTime] = [hrTime(from), hrTime(to)];
  return {
    name: parts.name,
    kind: CLIENT,
    spanContext: () => ({ traceId, spanId, traceFlags: SAMPLED }),
    ...(parent === undefined
      ? {}
      : {
          parentSpanContext: {
            traceId,
            spanId: parent,
            traceFlags: SAMPLED,
            isRemote: parts.remoteParent,
          },
        }),
    startTime,
    endTime,
    duration: hrTime(to - from),
    ended: true,
    status: error === undefined ? { code: UNSET } : { code: ERROR, message: error },
    attributes: parts.attributes,
    links: [],
    events: [],
    resource,
    instrumentationScope: SCOPE,
    droppedAttributesCount: 0,
    droppedEventsCount: 0,
    droppedLinksCount: 0,
  };
}
