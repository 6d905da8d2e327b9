import type { AttemptFact, CallFact, ChargeFact } from '@weir/core/contract';
import { RAW_USAGE_FOLLOWS } from './encode.ts';
import { type Further, withSuperseded } from './further.ts';
import type { BegunCall } from './records.ts';

/** Reads what encode.ts writes, and what earlier versions of it wrote: the order of cells is the format. */

const CHARGE_CELLS = 13;
const ATTEMPT_CELLS = 9;
const ZERO = 0x30;
const NOTHING: Further = {};

export function unpackBegun(cells: readonly unknown[], instance: string): BegunCall {
  const model = cells[11] as string;
  const currency = cells[18] as string;
  const further = (cells[24] ?? NOTHING) as Further;
  return {
    call_id: cells[1] as string,
    source: cells[2] as CallFact['source'],
    instance: same(cells[3], instance),
    sandbox: cells[4] === 1,
    started_at: cells[5] as string,
    dialect: cells[6] as CallFact['dialect'],
    operation: cells[7] as string,
    stream: cells[8] === 1,
    provider: cells[9] as string,
    requested_model: cells[10] === 0 ? model : (cells[10] as string),
    model,
    key: present(cells[12] as string | null),
    tags: cells[22] as CallFact['tags'],
    tag_sources: cells[23] as CallFact['tag_sources'],
    attribution: cells[13] as CallFact['attribution'],
    missing_tags: cells[14] as string[],
    usage: cells[15] as CallFact['usage'],
    request_bytes: cells[16] as number,
    reserved_cost: cells[17] as string,
    currency,
    priced: cells[19] === 1,
    estimated: cells[20] === 1,
    charges: unpackCharges(cells[21] as unknown[], currency),
    purpose: further.purpose,
    parent_call: further.parent_call,
    trace_id: further.trace_id,
    parent_span_id: further.parent_span_id,
    client_address: further.client_address,
    client_certificate: further.client_certificate,
    routing: further.routing,
    cache: further.cache,
    avoided_cost: further.avoided_cost,
    data_class: further.data_class,
    region: further.region,
    detections: further.detections,
    detection_action: further.detection_action,
  };
}

/** `rawUsage` is what stood behind the array, if anything did. */
export function unpackEnd(cells: readonly unknown[], begun: BegunCall, rawUsage?: string): CallFact {
  const provider = cells[3] as string;
  const model = cells[4] as string;
  const attempts = unpackAttempts(cells[18] as unknown[], { provider, model, started_at: begun.started_at });
  const further = (cells[24] ?? NOTHING) as Further;
  return {
    call_id: begun.call_id,
    source: begun.source,
    instance: begun.instance,
    sandbox: cells[2] === 1,
    started_at: begun.started_at,
    ended_at: cells[5] as string,
    duration_ms: cells[6] as number,
    ttft_ms: present(cells[7] as number | null),
    dialect: begun.dialect,
    operation: begun.operation,
    stream: begun.stream,
    provider,
    requested_model: begun.requested_model,
    model,
    response_model: cells[8] === 0 ? model : present(cells[8] as string | null),
    key: begun.key,
    tags: begun.tags,
    tag_sources: begun.tag_sources,
    attribution: begun.attribution,
    missing_tags: begun.missing_tags,
    status: cells[9] as CallFact['status'],
    http_status: cells[10] as number,
    error_code: present(cells[11] as string | null),
    finish_reason: present(cells[12] as string | null),
    usage: cells[13] as CallFact['usage'],
    raw_usage: cells[14] === RAW_USAGE_FOLLOWS ? rawUsage : present(cells[14] as string | null),
    tool_calls: cells[15] as number,
    tool_names: cells[16] as string[],
    request_bytes: begun.request_bytes,
    response_bytes: cells[17] as number,
    attempts: withSuperseded(attempts, cells[25]),
    charges: unpackCharges(cells[19] as unknown[], begun.currency),
    cost: cells[20] as string,
    reserved_cost: cells[21] as string,
    currency: begun.currency,
    priced: cells[22] === 1,
    estimated: cells[23] === 1,
    purpose: further.purpose,
    parent_call: further.parent_call,
    trace_id: further.trace_id,
    parent_span_id: further.parent_span_id,
    client_address: further.client_address,
    client_certificate: further.client_certificate,
    routing: further.routing,
    cache: further.cache,
    avoided_cost: further.avoided_cost,
    data_class: further.data_class,
    region: further.region,
    detections: further.detections,
    detection_action: further.detection_action,
  };
}

export function unpackCharges(cells: readonly unknown[], currency: string): ChargeFact[] {
  const charges: ChargeFact[] = [];
  for (let i = 0; i + CHARGE_CELLS <= cells.length; i += CHARGE_CELLS) {
    const listUnitPrice = cells[i + 3] as string;
    const listCost = cells[i + 6] as string;
    const contractedCost = same(cells[i + 7], listCost);
    const flags = String(cells[i + 12]);
    const bits = flags.charCodeAt(0) - ZERO;
    charges.push({
      attempt: cells[i] as number,
      unit: cells[i + 1] as string,
      quantity: cells[i + 2] as string,
      list_unit_price: listUnitPrice,
      contracted_unit_price: same(cells[i + 4], listUnitPrice),
      per: cells[i + 5] as number,
      list_cost: listCost,
      contracted_cost: contractedCost,
      effective_cost: same(cells[i + 8], contractedCost),
      currency: same(cells[i + 9], currency),
      category: cells[i + 10] as ChargeFact['category'],
      price_ref: cells[i + 11] as string,
      priced: (bits & 1) !== 0,
      estimated: (bits & 2) !== 0,
      estimate_reason: flags.length === 1 ? undefined : (flags.slice(1) as ChargeFact['estimate_reason']),
    });
  }
  return charges;
}

function unpackAttempts(
  cells: readonly unknown[],
  call: Pick<CallFact, 'provider' | 'model' | 'started_at'>,
): AttemptFact[] {
  const attempts: AttemptFact[] = [];
  for (let i = 0; i + ATTEMPT_CELLS <= cells.length; i += ATTEMPT_CELLS) {
    attempts.push({
      attempt: cells[i] as number,
      provider: same(cells[i + 1], call.provider),
      model: same(cells[i + 2], call.model),
      started_at: same(cells[i + 3], call.started_at),
      first_byte_ms: present(cells[i + 4] as number | null),
      duration_ms: cells[i + 5] as number,
      http_status: present(cells[i + 6] as number | null),
      error_code: present(cells[i + 7] as string | null),
      upstream_request_id: present(cells[i + 8] as string | null),
    });
  }
  return attempts;
}

/** What equals its neighbour is written as 0. */
function same(cell: unknown, neighbour: string): string {
  return cell === 0 ? neighbour : (cell as string);
}

function present<T>(value: T | null): T | undefined {
  return value ?? undefined;
}
