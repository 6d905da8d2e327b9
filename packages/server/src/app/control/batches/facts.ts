import { createHash } from 'node:crypto';
import type { CallFact } from '@weir/core/contract';
import { Decimal, MONEY_SCALE } from '@weir/core/money';
import { sumCost } from '../../../ledger/charges.ts';
import type { AdmissionProvider } from '../../../registry/admission-state.ts';
import type { BatchTerms, ResourceRecord } from '../../../registry/resource-record.ts';
import type { ModelShare } from './tally.ts';

/** In the place of a gateway's name. */
export const BATCHES = 'batches';

/**
 * The id of what a batch used of a model: always the same, so that it lands once however often it is worked out. A UUID of
 * version 8 (RFC 9562) that begins with the time the batch was made.
 */
export function callIdOf({ provider, workload, id, created_at }: ResourceRecord, model: string): string {
  const digest = createHash('sha256')
    .update(JSON.stringify([provider, workload, id, model]))
    .digest('hex');
  const time = Math.max(0, created_at).toString(16).padStart(12, '0');
  return `${time.slice(0, 8)}-${time.slice(8)}-8${digest.slice(0, 3)}-a${digest.slice(3, 6)}-${digest.slice(6, 18)}`;
}

/** What a batch used of one model, as a call: at the price and for the period of the day it was made. */
export function batchCall(
  record: ResourceRecord,
  batch: BatchTerms,
  provider: AdmissionProvider,
  share: ModelShare,
  endedAt: number,
): CallFact {
  const started = new Date(record.created_at).toISOString();
  const duration = Math.max(0, endedAt - record.created_at);
  return {
    call_id: callIdOf(record, share.model),
    source: 'gateway',
    instance: BATCHES,
    sandbox: provider.sandbox,
    started_at: started,
    ended_at: new Date(record.created_at + duration).toISOString(),
    duration_ms: duration,
    dialect: record.dialect,
    operation: BATCHES,
    stream: false,
    provider: provider.id,
    requested_model: share.model,
    model: share.model,
    key: record.key,
    tags: batch.tags,
    tag_sources: batch.tag_sources,
    attribution: batch.attribution,
    missing_tags: [...batch.missing_tags],
    status: 'ok',
    http_status: 200,
    usage: share.usage,
    raw_usage: JSON.stringify({ batch: record.id, requests: share.requests }),
    tool_calls: share.toolCalls,
    tool_names: [],
    request_bytes: 0,
    response_bytes: 0,
    attempts: [
      { attempt: 1, provider: provider.id, model: share.model, started_at: started, duration_ms: duration },
    ],
    charges: share.charges,
    cost: sumCost(share.charges),
    reserved_cost: Decimal.fromPico(BigInt(batch.held_pico)).toFixed(MONEY_SCALE),
    currency: batch.currency,
    priced: share.priced,
    estimated: share.estimated,
    parent_call: record.call_id,
    ...(batch.trace_id === undefined ? {} : { trace_id: batch.trace_id }),
    ...(batch.data_class === undefined ? {} : { data_class: batch.data_class }),
  };
}
