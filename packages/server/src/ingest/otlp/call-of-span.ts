import type { CallFact, ChargeFact } from '@weir/core/contract';
import { WeirError } from '@weir/core/errors';
import { Decimal } from '@weir/core/money';
import {
  type PriceBook,
  type RateUsage,
  type ResolvedPrice,
  SERVICE_TIERS,
  type ServiceTier,
} from '@weir/core/pricing';
import { chargeFacts, sumCost } from '../../ledger/charges.ts';
import { type Attributed, attributeSpan, type Sender } from './attribution.ts';
import type { Candidate } from './candidates.ts';
import { dialectOf, modelOfSpan, type SpanModel } from './model-of-span.ts';
import { firstText, hasFailed, instantOf, type Span } from './span.ts';
import { isAboutUsage } from './usage-of-span.ts';

export interface CallOfSpanDeps {
  priceBook: PriceBook;
  rateUsage: RateUsage;
  rules: Parameters<typeof attributeSpan>[2];
  /** Id in the price list of a provider that this installation has under a name of its own. */
  priceProvider(provider: string): string | undefined;
  /** `when_unpriced`: where no price of the model is known, what the sender says it cost is booked. */
  statedCosts: 'compare' | 'when_unpriced';
}

/** What the ledger keeps of where a call stood in its trace, in `raw_usage`. */
interface SpanRecord {
  span_id: string;
  /** Spans above it, nearest first. */
  above: string[];
  name: string;
  scope: string;
  attributes: Record<string, unknown>;
  /** What the sender says it cost. */
  stated_cost?: string;
}

/** The call that a span tells of. Throws a plain Error whose text is the reason why it cannot be taken. */
export function callOfSpan(candidate: Candidate, sender: Sender, deps: CallOfSpanDeps): CallFact {
  const { span, usage, statedCost } = candidate;
  const operation = operationOf(span);
  const model = modelOfSpan(span, deps.priceProvider);
  const attribution: Attributed = attributeSpan(span, sender, deps.rules, operation);
  const failed = hasFailed(span);
  const { price, charges } = priced(candidate, model, deps);
  const started = instantOf(span.startNano);
  const duration = Number((span.endNano - span.startNano) / 1_000n) / 1_000;
  const ttft = ttftOf(span);
  const error = failed
    ? (firstText(span.attributes, ['error.type', 'exception.type']) ?? 'error')
    : undefined;
  const finish = finishOf(span);
  const http = Number(span.attributes.get('http.response.status_code') ?? (failed ? 0 : 200));
  const httpStatus = Number.isInteger(http) && http >= 0 && http < 1_000 ? http : 0;
  const unknownUsage = !failed && Object.keys(usage).length === 0;
  return {
    call_id: candidate.callId,
    source: 'otlp',
    instance: 'otlp',
    sandbox: false,
    started_at: started,
    ended_at: instantOf(span.endNano),
    duration_ms: duration,
    ...(ttft === undefined ? {} : { ttft_ms: ttft }),
    dialect: dialectOf(model.provider),
    operation,
    stream: span.attributes.get('gen_ai.request.stream') === true || operation.includes('stream'),
    provider: model.provider,
    requested_model: model.requested,
    model: price?.model ?? model.used,
    ...(model.response === undefined ? {} : { response_model: model.response }),
    ...('key' in sender ? { key: sender.key.id } : {}),
    ...attribution,
    status: failed ? 'upstream_error' : 'ok',
    http_status: httpStatus,
    ...(error === undefined ? {} : { error_code: error.slice(0, 100) }),
    ...(finish === undefined ? {} : { finish_reason: finish }),
    usage,
    raw_usage: JSON.stringify(recordOf(candidate)),
    tool_calls: 0,
    tool_names: [],
    request_bytes: 0,
    response_bytes: 0,
    attempts: [
      {
        attempt: 1,
        provider: model.provider,
        model: model.used,
        started_at: started,
        duration_ms: duration,
        ...(httpStatus === 0 ? {} : { http_status: httpStatus }),
        ...(error === undefined ? {} : { error_code: error.slice(0, 100) }),
      },
    ],
    charges,
    cost: sumCost(charges),
    reserved_cost: '0.000000000000',
    currency: price?.currency ?? 'USD',
    priced: charges.every((charge) => charge.priced),
    estimated: unknownUsage || charges.some((charge) => charge.estimated),
    trace_id: span.traceId,
  };

  function recordOf({ above }: Candidate): SpanRecord {
    return {
      span_id: span.spanId,
      above: above.slice(0, 32),
      name: span.name.slice(0, 200),
      scope: span.scope.slice(0, 200),
      attributes: Object.fromEntries(
        [...span.attributes].filter(([name, value]) => isAboutUsage(name) && isShort(value)),
      ),
      ...(statedCost === undefined ? {} : { stated_cost: statedCost }),
    };
  }
}

function isShort(value: unknown): boolean {
  return (
    typeof value === 'number' ||
    typeof value === 'boolean' ||
    (typeof value === 'string' && value.length <= 300)
  );
}

interface Priced {
  price?: ResolvedPrice;
  charges: ChargeFact[];
}

/** At the price of the span's own time. Usage that cannot be, such as more cached than there was, is the span's fault. */
function priced(candidate: Candidate, model: SpanModel, deps: CallOfSpanDeps): Priced {
  const { span, usage, statedCost } = candidate;
  if (Object.keys(usage).length === 0) return { charges: [] };
  const at = Number(span.startNano / 1_000_000n);
  const tier = tierOf(span);
  const query = (name: string) => ({
    provider: model.priceProvider,
    model: name,
    at,
    ...(tier === undefined ? {} : { tier }),
  });
  const price =
    deps.priceBook.resolve(query(model.used)) ??
    deps.priceBook.resolve(query(model.requested)) ??
    deps.priceBook.resolveOrFallback(query(model.used));
  if (!price.priced && statedCost !== undefined && deps.statedCosts === 'when_unpriced') {
    return { price, charges: [statedCharge(statedCost)] };
  }
  try {
    return { price, charges: chargeFacts(deps.rateUsage(usage, price), { attempt: 1, estimated: false }) };
  } catch (error) {
    if (error instanceof WeirError && error.code === 'invalid_argument') throw new Error(error.message);
    throw error;
  }
}

/** OpenTelemetry has no attribute for a currency: instrumentations mean US dollars. */
function statedCharge(stated: string): ChargeFact {
  const cost = Decimal.from(stated).toFixed(12);
  return {
    attempt: 1,
    unit: 'requests',
    quantity: '1',
    list_unit_price: cost,
    contracted_unit_price: cost,
    per: 1,
    list_cost: cost,
    contracted_cost: cost,
    effective_cost: cost,
    currency: 'USD',
    category: 'model_usage',
    price_ref: 'stated:otlp',
    priced: false,
    estimated: true,
    estimate_reason: 'price_unknown',
  };
}

function tierOf({ attributes }: Span): ServiceTier | undefined {
  const said = firstText(attributes, [
    'gen_ai.openai.response.service_tier',
    'openai.response.service_tier',
    'gen_ai.response.service_tier',
    'gen_ai.openai.request.service_tier',
    'openai.request.service_tier',
  ]);
  return SERVICE_TIERS.find((tier) => tier === said?.toLowerCase());
}

function operationOf({ attributes }: Span): string {
  const said = firstText(attributes, [
    'gen_ai.operation.name',
    'ai.operationId',
    'llm.request.type',
    'openinference.span.kind',
  ]);
  return (said ?? 'chat').toLowerCase().slice(0, 60);
}

function finishOf({ attributes }: Span): string | undefined {
  return firstText(attributes, [
    'gen_ai.response.finish_reasons',
    'ai.response.finishReason',
    'llm.response.finish_reason',
  ]);
}

/** Seconds by the standard, milliseconds by the AI SDK. */
function ttftOf({ attributes }: Span): number | undefined {
  const seconds = attributes.get('gen_ai.response.time_to_first_chunk');
  if (typeof seconds === 'number' && seconds >= 0) return seconds * 1_000;
  const ms = attributes.get('ai.response.msToFirstChunk');
  return typeof ms === 'number' && ms >= 0 ? ms : undefined;
}
