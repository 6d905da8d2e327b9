import type { CallFact, ChargeFact } from '@weir/core/contract';
import { packFurther, packSuperseded } from './further.ts';
import type { AttemptRecord, BegunCall } from './records.ts';

/**
 * Records as the text of flat JSON arrays: recording is on the call path, and field names cost more than the values. What
 * equals its neighbour (a contracted price that is the list price, an attempt's model that is the call's) is written as 0,
 * what is absent as null. The order of values is part of the format, see decode.ts: only append.
 *
 * JSON.stringify of arrays, because text put together by hand was measured to be half as slow again.
 */
export class RecordEncoder {
  private readonly instance: string;
  /** Calls of a key mostly share their tags: each key's last are kept as text. */
  private readonly tagTexts = new Map<string, TagText>();

  constructor(instance: string) {
    this.instance = instance;
  }

  begin(call: BegunCall): string {
    const cells = JSON.stringify(packBegun(call, this.instance));
    const further = packFurther(call);
    return `${cells.slice(0, -1)},${this.tags(call)},${further === null ? 'null' : JSON.stringify(further)}]`;
  }

  private tags({ key = '', tags, tag_sources }: BegunCall): string {
    const known = this.tagTexts.get(key);
    if (known !== undefined && known.tags === tags && known.sources === tag_sources) return known.text;
    const text = `${JSON.stringify(tags)},${JSON.stringify(tag_sources)}`;
    if (this.tagTexts.size >= REMEMBERED_KEYS) this.tagTexts.clear();
    this.tagTexts.set(key, { tags, sources: tag_sources, text });
    return text;
  }
}

interface TagText {
  tags: BegunCall['tags'];
  sources: BegunCall['tag_sources'];
  text: string;
}

type Cell = string | number | null | readonly unknown[] | Readonly<Record<string, unknown>>;

const REMEMBERED_KEYS = 1_024;
/** Between an end and the raw usage after it. JSON text made here holds no tab. */
export const RAW_USAGE_MARK = '\t';
/** In place of a raw usage that stands behind the mark. */
export const RAW_USAGE_FOLLOWS = 0;
/** ASCII that cannot be taken for the end of a line. */
const ONE_LINE = /^[\t\x20-\x7e]*$/;

/** What the end of a call adds to its begin. The rest must be the same in both, see `sameBeginning`. */
export function endText(call: CallFact): string {
  const raw = call.raw_usage;
  // as it is, unescaped: it is JSON itself and would need a backslash before every quotation mark
  const follows = raw !== undefined && ONE_LINE.test(raw);
  const cells = JSON.stringify(packEnd(call, follows));
  return follows ? cells + RAW_USAGE_MARK + raw : cells;
}

export function attemptText({ call_id, attempt, provider, model, charges }: AttemptRecord): string {
  return JSON.stringify(['a', call_id, attempt, provider, model, packCharges(charges, '')]);
}

/** A call whole, for an end whose begin is not in the directory or says something else. */
export function wholeText(call: CallFact): string {
  return JSON.stringify(['f', call]);
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

function packBegun(call: BegunCall, instance: string): Cell[] {
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
  ];
}

function packEnd(call: CallFact, rawUsageFollows: boolean): Cell[] {
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
    rawUsageFollows ? RAW_USAGE_FOLLOWS : (call.raw_usage ?? null),
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

function packCharges(charges: readonly ChargeFact[], currency: string): Cell[] {
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
