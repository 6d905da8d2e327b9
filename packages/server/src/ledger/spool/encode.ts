import type { CallFact, ChargeFact } from '@weir/core/contract';
import { packFurther, packSuperseded } from './further.ts';
import type { AttemptRecord, BegunCall } from './records.ts';

/**
 * Records as the text of flat JSON arrays: recording is on the call path, and field names cost more than the values. What
 * equals its neighbour (a contracted price that is the list price, an attempt's model that is the call's) is written as 0,
 * what is absent as null. The order of values is part of the format, see decode.ts: only append.
 *
 * The text is put together by hand: JSON.stringify of the same arrays takes more than twice as long.
 */
export class RecordEncoder {
  private readonly instance: string;
  /** Calls of a key mostly share their tags: each key's last are kept as text. */
  private readonly tagTexts = new Map<string, TagText>();

  constructor(instance: string) {
    this.instance = instance;
  }

  begin(call: BegunCall): string {
    return `["b",${quoted(call.call_id)},${quoted(call.source)},${
      call.instance === this.instance ? '0' : quoted(call.instance)
    },${bit(call.sandbox)},${quoted(call.started_at)},${quoted(call.dialect)},${quoted(call.operation)},${bit(
      call.stream,
    )},${quoted(call.provider)},${call.requested_model === call.model ? '0' : quoted(call.requested_model)},${quoted(
      call.model,
    )},${orNull(call.key)},${quoted(call.attribution)},${texts(call.missing_tags)},${JSON.stringify(call.usage)},${number(
      call.request_bytes,
    )},${quoted(call.reserved_cost)},${quoted(call.currency)},${bit(call.priced)},${bit(call.estimated)},${chargesText(
      call.charges,
      call.currency,
    )},${this.tags(call)},${further(call)}]`;
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

const REMEMBERED_KEYS = 1_024;
/** Between an end and the raw usage after it. JSON text made here holds no tab. */
export const RAW_USAGE_MARK = '\t';
/** In place of a raw usage that stands behind the mark. */
export const RAW_USAGE_FOLLOWS = 0;

/** What the end of a call adds to its begin. The rest must be the same in both, see `sameBeginning`. */
export function endText(call: CallFact): string {
  const raw = call.raw_usage;
  // as it is, unescaped: it is JSON itself and would need a backslash before every quotation mark
  const follows = raw !== undefined && ONE_LINE.test(raw);
  return `["e",${quoted(call.call_id)},${bit(call.sandbox)},${quoted(call.provider)},${quoted(call.model)},${quoted(
    call.ended_at,
  )},${number(call.duration_ms)},${numberOrNull(call.ttft_ms)},${
    call.response_model === call.model ? '0' : orNull(call.response_model)
  },${quoted(call.status)},${number(call.http_status)},${orNull(call.error_code)},${orNull(
    call.finish_reason,
  )},${JSON.stringify(call.usage)},${follows ? RAW_USAGE_FOLLOWS : orNull(raw)},${number(call.tool_calls)},${texts(
    call.tool_names,
  )},${number(call.response_bytes)},${attemptsText(call)},${chargesText(call.charges, call.currency)},${quoted(
    call.cost,
  )},${quoted(call.reserved_cost)},${bit(call.priced)},${bit(call.estimated)},${further(call)},${superseded(call)}]${
    follows ? `${RAW_USAGE_MARK}${raw}` : ''
  }`;
}

export function attemptText({ call_id, attempt, provider, model, charges }: AttemptRecord): string {
  return `["a",${quoted(call_id)},${number(attempt)},${quoted(provider)},${quoted(model)},${chargesText(charges, '')}]`;
}

/** A call whole, for an end whose begin is not in the directory or says something else. */
export function wholeText(call: CallFact): string {
  return `["f",${JSON.stringify(call)}]`;
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

function chargesText(charges: readonly ChargeFact[], currency: string): string {
  let text = '[';
  for (const charge of charges) {
    if (text !== '[') text += ',';
    text += `${number(charge.attempt)},${quoted(charge.unit)},${quoted(charge.quantity)},${quoted(
      charge.list_unit_price,
    )},${charge.contracted_unit_price === charge.list_unit_price ? '0' : quoted(charge.contracted_unit_price)},${number(
      charge.per,
    )},${quoted(charge.list_cost)},${charge.contracted_cost === charge.list_cost ? '0' : quoted(charge.contracted_cost)},${
      charge.effective_cost === charge.contracted_cost ? '0' : quoted(charge.effective_cost)
    },${charge.currency === currency ? '0' : quoted(charge.currency)},${quoted(charge.category)},${quoted(
      charge.price_ref,
    )},${flags(charge)}`;
  }
  return `${text}]`;
}

/** 1 priced, 2 estimated; with a reason, as text after it. */
function flags(charge: ChargeFact): string {
  const sum = (charge.priced ? 1 : 0) + (charge.estimated ? 2 : 0);
  return charge.estimate_reason === undefined ? `${sum}` : `"${sum}${charge.estimate_reason}"`;
}

function attemptsText(call: CallFact): string {
  let text = '[';
  for (const attempt of call.attempts) {
    if (text !== '[') text += ',';
    text += `${number(attempt.attempt)},${attempt.provider === call.provider ? '0' : quoted(attempt.provider)},${
      attempt.model === call.model ? '0' : quoted(attempt.model)
    },${attempt.started_at === call.started_at ? '0' : quoted(attempt.started_at)},${numberOrNull(
      attempt.first_byte_ms,
    )},${number(attempt.duration_ms)},${numberOrNull(attempt.http_status)},${orNull(attempt.error_code)},${orNull(
      attempt.upstream_request_id,
    )}`;
  }
  return `${text}]`;
}

function further(call: BegunCall | CallFact): string {
  const found = packFurther(call);
  return found === null ? 'null' : JSON.stringify(found);
}

function superseded(call: CallFact): string {
  const reasons = packSuperseded(call.attempts);
  return reasons === null ? 'null' : JSON.stringify(reasons);
}

/** ASCII that cannot be taken for the end of a line. */
const ONE_LINE = /^[\t\x20-\x7e]*$/;
/** Printable ASCII without quotation mark and backslash: needs no escape. */
const PLAIN = /^[\x20\x21\x23-\x5b\x5d-\x7e]*$/;

function quoted(text: string): string {
  return PLAIN.test(text) ? `"${text}"` : JSON.stringify(text);
}

function orNull(text: string | undefined): string {
  return text === undefined ? 'null' : quoted(text);
}

function number(value: number): string {
  return Number.isFinite(value) ? `${value}` : 'null';
}

function numberOrNull(value: number | undefined): string {
  return value === undefined ? 'null' : number(value);
}

function bit(value: boolean): string {
  return value ? '1' : '0';
}

function texts(values: readonly string[]): string {
  return values.length === 0 ? '[]' : JSON.stringify(values);
}
