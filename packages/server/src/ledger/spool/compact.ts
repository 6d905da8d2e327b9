import type { AttemptFact, CallFact, ChargeFact } from '@weir/core/contract';
import { type Further, packFurther, packSuperseded, withoutFurther, withSuperseded } from './further.ts';
import type { BegunCall } from './records.ts';

/**
 * Records as flat arrays: recording is on the call path, and field names cost more than the values. What equals its
 * neighbour (a contracted price that is the list price, an attempt's model that is the call's) is written as 0, what
 * is absent as null. The order of values is part of the format: only append.
 */
type Cell = string | number | null | readonly unknown[] | Readonly<Record<string, unknown>>;

const CHARGE_CELLS = 13;
const ATTEMPT_CELLS = 9;

export function packBegun(call: BegunCall, instance: string): Cell[] {
  return [
    'b',
    call.call_id,
    call.source,
    call.instance === instance ? 0 : call.instance,
    call.sandbox ? 1 : 0,
    call.started_at,
    call.dialect,
    call.operation,
    call.stream ? 1 : 0,
    call.provider,
    call.requested_model === call.model ? 0 : call.requested_model,
    call.model,
    call.key ?? null,
    call.attribution,
    call.missing_tags,
    call.usage,
    call.request_bytes,
    call.reserved_cost,
    call.currency,
    call.priced ? 1 : 0,
    call.estimated ? 1 : 0,
    packCharges(call.charges, call.currency),
    call.tags,
    call.tag_sources,
    packFurther(call),
  ];
}

export function unpackBegun(cells: readonly unknown[], instance: string): BegunCall {
  const model = cells[11] as string;
  const currency = cells[18] as string;
  const key = cells[12] as string | null;
  return {
    call_id: cells[1] as string,
    source: cells[2] as CallFact['source'],
    instance: (cells[3] || instance) as string,
    sandbox: cells[4] === 1,
    started_at: cells[5] as string,
    dialect: cells[6] as CallFact['dialect'],
    operation: cells[7] as string,
    stream: cells[8] === 1,
    provider: cells[9] as string,
    requested_model: cells[10] === 0 ? model : (cells[10] as string),
    model,
    ...(key === null ? {} : { key }),
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
    ...(cells[24] as Further | null | undefined),
  };
}

/** What the end of a call adds to its begin. The rest must be the same in both, see `sameBeginning`. */
export function packEnd(call: CallFact): Cell[] {
  return [
    'e',
    call.call_id,
    call.sandbox ? 1 : 0,
    call.provider,
    call.model,
    call.ended_at,
    call.duration_ms,
    call.ttft_ms ?? null,
    call.response_model === call.model ? 0 : (call.response_model ?? null),
    call.status,
    call.http_status,
    call.error_code ?? null,
    call.finish_reason ?? null,
    call.usage,
    call.raw_usage ?? null,
    call.tool_calls,
    call.tool_names,
    call.response_bytes,
    packAttempts(call),
    packCharges(call.charges, call.currency),
    call.cost,
    call.reserved_cost,
    call.priced ? 1 : 0,
    call.estimated ? 1 : 0,
    packFurther(call),
    packSuperseded(call.attempts),
  ];
}

export function unpackEnd(cells: readonly unknown[], begun: BegunCall): CallFact {
  const provider = cells[3] as string;
  const model = cells[4] as string;
  const attempts = unpackAttempts(cells[18] as unknown[], { provider, model, started_at: begun.started_at });
  return {
    ...withoutFurther(begun),
    sandbox: cells[2] === 1,
    provider,
    model,
    ended_at: cells[5] as string,
    duration_ms: cells[6] as number,
    ...given('ttft_ms', cells[7] as number | null),
    ...given('response_model', cells[8] === 0 ? model : (cells[8] as string | null)),
    status: cells[9] as CallFact['status'],
    http_status: cells[10] as number,
    ...given('error_code', cells[11] as string | null),
    ...given('finish_reason', cells[12] as string | null),
    usage: cells[13] as CallFact['usage'],
    ...given('raw_usage', cells[14] as string | null),
    tool_calls: cells[15] as number,
    tool_names: cells[16] as string[],
    response_bytes: cells[17] as number,
    attempts: withSuperseded(attempts, cells[25]),
    charges: unpackCharges(cells[19] as unknown[], begun.currency),
    cost: cells[20] as string,
    reserved_cost: cells[21] as string,
    priced: cells[22] === 1,
    estimated: cells[23] === 1,
    ...(cells[24] as Further | null | undefined),
  };
}

/** Whether an end may be written as what it adds: everything else is as at the begin. */
export function sameBeginning(call: CallFact, begun: BegunCall): boolean {
  return (
    call.tags === begun.tags &&
    call.tag_sources === begun.tag_sources &&
    call.missing_tags === begun.missing_tags &&
    call.source === begun.source &&
    call.instance === begun.instance &&
    call.started_at === begun.started_at &&
    call.dialect === begun.dialect &&
    call.operation === begun.operation &&
    call.stream === begun.stream &&
    call.requested_model === begun.requested_model &&
    call.key === begun.key &&
    call.attribution === begun.attribution &&
    call.request_bytes === begun.request_bytes &&
    call.currency === begun.currency
  );
}

export function packCharges(charges: readonly ChargeFact[], currency: string): Cell[] {
  const cells: Cell[] = [];
  for (const charge of charges) {
    cells.push(
      charge.attempt,
      charge.unit,
      charge.quantity,
      charge.list_unit_price,
      charge.contracted_unit_price === charge.list_unit_price ? 0 : charge.contracted_unit_price,
      charge.per,
      charge.list_cost,
      charge.contracted_cost === charge.list_cost ? 0 : charge.contracted_cost,
      charge.effective_cost === charge.contracted_cost ? 0 : charge.effective_cost,
      charge.currency === currency ? 0 : charge.currency,
      charge.category,
      charge.price_ref,
      // 1 priced, 2 estimated; with a reason, as text after it
      packFlags(charge),
    );
  }
  return cells;
}

function packFlags(charge: ChargeFact): Cell {
  const flags = (charge.priced ? 1 : 0) + (charge.estimated ? 2 : 0);
  return charge.estimate_reason === undefined ? flags : `${flags}${charge.estimate_reason}`;
}

export function unpackCharges(cells: readonly unknown[], currency: string): ChargeFact[] {
  const charges: ChargeFact[] = [];
  for (let i = 0; i + CHARGE_CELLS <= cells.length; i += CHARGE_CELLS) {
    const at = <T>(offset: number) => cells[i + offset] as T;
    const list_unit_price = at<string>(3);
    const list_cost = at<string>(6);
    const contracted_cost = at<string | 0>(7) || list_cost;
    const flags = String(at<string | number>(12));
    const reason = flags.slice(1);
    charges.push({
      attempt: at<number>(0),
      unit: at<string>(1),
      quantity: at<string>(2),
      list_unit_price,
      contracted_unit_price: at<string | 0>(4) || list_unit_price,
      per: at<number>(5),
      list_cost,
      contracted_cost,
      effective_cost: at<string | 0>(8) || contracted_cost,
      currency: at<string | 0>(9) || currency,
      category: at<ChargeFact['category']>(10),
      price_ref: at<string>(11),
      priced: (Number(flags[0]) & 1) !== 0,
      estimated: (Number(flags[0]) & 2) !== 0,
      ...(reason === '' ? {} : { estimate_reason: reason as ChargeFact['estimate_reason'] }),
    });
  }
  return charges;
}

function packAttempts(call: CallFact): Cell[] {
  const cells: Cell[] = [];
  for (const attempt of call.attempts) {
    cells.push(
      attempt.attempt,
      attempt.provider === call.provider ? 0 : attempt.provider,
      attempt.model === call.model ? 0 : attempt.model,
      attempt.started_at === call.started_at ? 0 : attempt.started_at,
      attempt.first_byte_ms ?? null,
      attempt.duration_ms,
      attempt.http_status ?? null,
      attempt.error_code ?? null,
      attempt.upstream_request_id ?? null,
    );
  }
  return cells;
}

function unpackAttempts(
  cells: readonly unknown[],
  call: Pick<CallFact, 'provider' | 'model' | 'started_at'>,
): AttemptFact[] {
  const attempts: AttemptFact[] = [];
  for (let i = 0; i + ATTEMPT_CELLS <= cells.length; i += ATTEMPT_CELLS) {
    const at = <T>(offset: number) => cells[i + offset] as T;
    attempts.push({
      attempt: at<number>(0),
      provider: at<string | 0>(1) || call.provider,
      model: at<string | 0>(2) || call.model,
      started_at: at<string | 0>(3) || call.started_at,
      ...given('first_byte_ms', at<number | null>(4)),
      duration_ms: at<number>(5),
      ...given('http_status', at<number | null>(6)),
      ...given('error_code', at<string | null>(7)),
      ...given('upstream_request_id', at<string | null>(8)),
    });
  }
  return attempts;
}

function given<K extends string, V>(name: K, value: V | null): { [P in K]?: V } {
  return value === null ? {} : ({ [name]: value } as { [P in K]?: V });
}
