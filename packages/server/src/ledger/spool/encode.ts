import type { CallFact } from '@weir/core/contract';
import { BeginTemplate } from './begin-template.ts';
import { type Cell, packCharges } from './charge-cells.ts';
import { ChargesText } from './charges-text.ts';
import { packFurther, packSuperseded } from './further.ts';
import { quoted } from './quoted.ts';
import type { AttemptRecord, BegunCall, MarkRecord } from './records.ts';

/**
 * Records as the text of flat JSON arrays: recording is on the call path, and field names cost more than the values. What
 * equals its neighbour (a contracted price that is the list price, an attempt's model that is the call's) is written as 0,
 * what is absent as null. The order of values is part of the format, see decode.ts: only append.
 *
 * JSON.stringify of arrays where values differ from call to call; what calls have in common is kept as text.
 */
export class RecordEncoder {
  private readonly instance: string;
  /** Calls of a key are mostly of a few kinds: what those of each kind have in common is kept as text. */
  private readonly templates = new Map<string, BeginTemplate[]>();
  private readonly expected = new ChargesText();
  private readonly charged = new ChargesText();

  constructor(instance: string) {
    this.instance = instance;
  }

  begin(call: BegunCall): string {
    return this.templateOf(call).fill(call, this.expected);
  }

  private templateOf(call: BegunCall): BeginTemplate {
    const { key = '' } = call;
    let known = this.templates.get(key);
    if (known === undefined) {
      known = [];
      if (this.templates.size >= REMEMBERED_KEYS) this.templates.clear();
      this.templates.set(key, known);
    }
    for (const template of known) if (template.fits(call)) return template;
    const template = new BeginTemplate(call, this.instance);
    if (known.length >= KINDS_OF_A_KEY) known.shift();
    known.push(template);
    return template;
  }

  /** What the end of a call adds to its begin. The rest must be the same in both, see `sameBeginning`. */
  end(call: CallFact): string {
    const raw = call.raw_usage;
    // as it is, unescaped: it is JSON itself and would need a backslash before every quotation mark
    const follows = raw !== undefined && ONE_LINE.test(raw);
    const first = JSON.stringify(packEnd(call, follows)).slice(0, -1);
    const further = packFurther(call);
    const superseded = packSuperseded(call.attempts);
    const charges = this.charged.of(call.charges, call.currency);
    const cells = `${first},${charges},${quoted(call.cost)},${quoted(call.reserved_cost)},${call.priced ? 1 : 0},${call.estimated ? 1 : 0},${further === null ? 'null' : JSON.stringify(further)},${superseded === null ? 'null' : JSON.stringify(superseded)}]`;
    return follows ? cells + RAW_USAGE_MARK + raw : cells;
  }
}

const REMEMBERED_KEYS = 1_024;
const KINDS_OF_A_KEY = 8;
/** Between an end and the raw usage after it. JSON text made here holds no tab. */
export const RAW_USAGE_MARK = '\t';
/** In place of a raw usage that stands behind the mark. */
export const RAW_USAGE_FOLLOWS = 0;
/** ASCII that cannot be taken for the end of a line. */
const ONE_LINE = /^[\t\x20-\x7e]*$/;

export function attemptText({ call_id, attempt, provider, model, charges }: AttemptRecord): string {
  return JSON.stringify(['a', call_id, attempt, provider, model, packCharges(charges, '')]);
}

export function markText({ at, settled }: MarkRecord): string {
  return JSON.stringify(['m', at, settled]);
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

/** The cells of an end up to its attempts. */
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
  ];
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
