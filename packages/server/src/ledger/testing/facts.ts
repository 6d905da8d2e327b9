import type { CallFact, ChargeFact, StatementLine } from '@weir/core/contract';
import { sumCost } from '../charges.ts';
import type { OutcomeRecord } from '../outcome-port.ts';

/** A charge of `quantity` units at `rate` per million, for tests. */
export function chargeOf(overrides: Partial<ChargeFact> = {}): ChargeFact {
  const cost = overrides.effective_cost ?? '0.000250000000';
  return {
    attempt: 1,
    unit: 'input_tokens',
    quantity: '100',
    list_unit_price: '2.5',
    contracted_unit_price: '2.5',
    per: 1_000_000,
    list_cost: cost,
    contracted_cost: cost,
    effective_cost: cost,
    currency: 'USD',
    category: 'model_usage',
    price_ref: 'list:openai/gpt-4o@2024-08-06#input_mtok',
    priced: true,
    estimated: false,
    ...overrides,
  };
}

/** A complete call with two charges, for tests; its cost follows its charges. */
export function callOf(overrides: Partial<CallFact> = {}): CallFact {
  const charges = overrides.charges ?? [
    chargeOf(),
    chargeOf({ unit: 'output_tokens', quantity: '40', effective_cost: '0.000400000000' }),
  ];
  return {
    call_id: '01980a44-3c00-7000-8000-000000000001',
    source: 'gateway',
    instance: 'gw-0-test',
    sandbox: false,
    started_at: '2026-11-22T03:08:00.123456Z',
    ended_at: '2026-11-22T03:08:01.500000Z',
    duration_ms: 1376.544,
    ttft_ms: 210.25,
    dialect: 'openai',
    operation: 'chat.completions',
    stream: true,
    provider: 'openai',
    requested_model: 'gpt-4o',
    model: 'gpt-4o',
    response_model: 'gpt-4o-2024-08-06',
    key: 'key_1',
    tags: { workload: 'support-bot', team: 'care', user: 'u-1', region: 'eu' },
    tag_sources: { workload: 'key', team: 'workload', user: 'header', region: 'metadata' },
    attribution: 'complete',
    missing_tags: [],
    status: 'ok',
    http_status: 200,
    finish_reason: 'stop',
    usage: { input_tokens: 100, output_tokens: 40 },
    raw_usage: '{"prompt_tokens":100,"completion_tokens":40}',
    tool_calls: 1,
    tool_names: ['lookup'],
    request_bytes: 812,
    response_bytes: 655,
    attempts: [
      {
        attempt: 1,
        provider: 'openai',
        model: 'gpt-4o',
        started_at: '2026-11-22T03:08:00.123456Z',
        first_byte_ms: 209.5,
        duration_ms: 1375,
        http_status: 200,
        upstream_request_id: 'req_1',
      },
    ],
    reserved_cost: '0.010000000000',
    currency: 'USD',
    priced: true,
    estimated: false,
    ...overrides,
    charges,
    cost: overrides.cost ?? sumCost(charges),
  };
}

/** Fields that travel through the spool but are not kept by the ledger. */
export function passingFields(): Partial<CallFact> {
  return {
    parent_span_id: 'b7ad6b7169203331',
    client_address: '203.0.113.7',
    client_certificate: 'batch.example.com',
  };
}

/** Every field that only some calls have: routed, cached, redacted, copied, traced. */
export function furtherFields(): Partial<CallFact> {
  return {
    purpose: 'evaluation',
    parent_call: '01980a44-3c00-7000-8000-000000000000',
    trace_id: '0af7651916cd43dd8448eb211c80319c',
    routing: {
      rules: ['alias fast', 'strategy cheapest', 'fallback'],
      candidates: [
        { provider: 'openai', model: 'gpt-4o-mini', tier: 'small', fate: 'tried', estimated_cost: '0.0001' },
        { provider: 'openai', model: 'gpt-4o', fate: 'chosen' },
        { provider: 'groq', model: 'llama', fate: 'excluded', reason: 'data_class' },
      ],
    },
    cache: 'hit',
    avoided_cost: '0.000650000000',
    data_class: 'internal',
    region: 'eu',
    detections: { email: 2, iban: 1 },
    detection_action: 'redact',
  };
}

/** A line of a provider's usage, for tests. */
export function statementLineOf(overrides: Partial<StatementLine> = {}): StatementLine {
  return {
    source: 'openai',
    id: 'line-1',
    version: '2026-05-05T00:00:00Z',
    tells: 'usage',
    provider: 'openai',
    model: 'gpt-4o',
    unit: 'input_tokens',
    category: 'model_usage',
    since: '2026-05-04T00:00:00Z',
    until: '2026-05-05T00:00:00Z',
    currency: 'USD',
    description: 'gpt-4o, input',
    tags: { team: 'care' },
    ...overrides,
  };
}

/** A success that names nothing but its workload, for tests. */
export function outcomeRecordOf(overrides: Partial<OutcomeRecord> = {}): OutcomeRecord {
  return {
    id: 'o-1',
    outcome: 'ticket_resolved',
    at: '2026-11-20T10:00:00Z',
    success: true,
    workload: 'support-bot',
    confidence: 'measured',
    class: 'measurable',
    attributes: {},
    source: 'api',
    retracted: false,
    sandbox: false,
    ...overrides,
  };
}
