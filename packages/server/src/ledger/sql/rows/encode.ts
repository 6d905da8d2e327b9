import { type CallFact, type ChargeFact, TAG_NAMES } from '@weir/core/contract';
import { promptCacheSaving } from '../../prompt-cache-saving.ts';
import {
  instantText,
  milliseconds,
  money,
  picoOf,
  picoText,
  quantity,
  signedNumber,
  text,
  texts,
  Unstorable,
  usageQuantity,
  wholeNumber,
} from './checks.ts';
import { tokensOfCharges, tokensOfUsage } from './tokens.ts';

const FIRST_CLASS: ReadonlySet<string> = new Set(TAG_NAMES);
const UINT16 = 65_535;
const UINT32 = 4_294_967_295;

/** Columns that both tables carry, in the order of `sharedValues`. */
export const SHARED_COLUMNS: readonly string[] = [
  'call_id',
  'started_at',
  'ended_at',
  'instance',
  'source',
  'sandbox',
  'dialect',
  'provider',
  'model',
  'key',
  'status',
  'attribution',
  'currency',
  'purpose',
  'cache',
  'data_class',
  'region',
  'class',
  'call_count',
  'entry',
  'booked_at',
  'proposal',
  'corrects',
  'source_line',
  'invoice',
  'tags',
  ...TAG_NAMES,
];

/** Further columns of a row of `calls`, in the order of its values. */
export const CALL_COLUMNS: readonly string[] = [
  'duration_ms',
  'ttft_ms',
  'operation',
  'stream',
  'requested_model',
  'response_model',
  'tag_sources',
  'missing_tags',
  'http_status',
  'error_code',
  'finish_reason',
  'usage',
  'raw_usage',
  'tool_calls',
  'tool_names',
  'request_bytes',
  'response_bytes',
  'attempts',
  'input_tokens',
  'output_tokens',
  'cache_read_tokens',
  'cache_write_tokens',
  'charge_count',
  'reserved_cost',
  'priced',
  'estimated',
  'cost',
  'list_cost',
  'estimated_cost',
  'unpriced_cost',
  'parent_call',
  'trace_id',
  'routing',
  'avoided_cost',
  'detections',
  'detection_action',
  'prompt_cache_saving',
  'entry_reason',
];

/** Further columns of a row of `charges`, in the order of its values. */
export const CHARGE_COLUMNS: readonly string[] = [
  'position',
  'first_of_unit',
  'first_of_category',
  'billed_provider',
  'billed_model',
  'attempt',
  'unit',
  'category',
  'quantity',
  'per',
  'list_unit_price',
  'contracted_unit_price',
  'list_cost',
  'contracted_cost',
  'effective_cost',
  'price_ref',
  'priced',
  'estimated',
  'estimate_reason',
];

/** Values of the rows of one call: one of `calls` and, one per charge, of `charges`; what these rows share stands once. */
export interface CallRows {
  /** Of SHARED_COLUMNS. */
  shared: unknown[];
  /** Of CALL_COLUMNS. */
  call: unknown[];
  /** Of CHARGE_COLUMNS. */
  charges: unknown[][];
}

/**
 * Rows of a call, checked so that the engine will take them: throws `Unstorable` otherwise. The checks matter because
 * a batch goes into two tables: what is refused must be refused before the first of them is written.
 */
export function encodeCall(fact: CallFact): CallRows {
  return {
    shared: sharedValues(fact),
    call: [...callValues(fact), ...sumValues(fact), ...furtherValues(fact)],
    charges: chargeRows(fact),
  };
}

function sharedValues(fact: CallFact): unknown[] {
  const { tags } = fact;
  const further: Record<string, string> = {};
  for (const name in tags) {
    if (!FIRST_CLASS.has(name)) further[name] = text(tags[name], `tags.${name}`);
  }
  return [
    requiredText(fact.call_id, 'call_id'),
    instantText(fact.started_at, 'started_at'),
    instantText(fact.ended_at, 'ended_at'),
    text(fact.instance, 'instance'),
    text(fact.source, 'source'),
    fact.sandbox === true,
    text(fact.dialect, 'dialect'),
    text(fact.provider, 'provider'),
    text(fact.model, 'model'),
    text(fact.key, 'key'),
    text(fact.status, 'status'),
    text(fact.attribution, 'attribution'),
    requiredText(fact.currency, 'currency'),
    text(fact.purpose, 'purpose'),
    text(fact.cache, 'cache'),
    text(fact.data_class, 'data_class'),
    text(fact.region, 'region'),
    text(fact.class, 'class'),
    ...entryValues(fact.entry),
    further,
    ...TAG_NAMES.map((name) => text(tags[name], name)),
  ];
}

/** A call stands for itself, an entry for as many calls as it says, or for fewer than none. */
function entryValues(entry: CallFact['entry']): unknown[] {
  if (entry === undefined) return NO_ENTRY;
  return [
    signedNumber(entry.calls, 'entry.calls'),
    requiredText(entry.kind, 'entry.kind'),
    instantText(entry.booked_at, 'entry.booked_at'),
    text(entry.proposal, 'entry.proposal'),
    text(entry.corrects, 'entry.corrects'),
    text(entry.source_line, 'entry.source_line'),
    text(entry.invoice, 'entry.invoice'),
  ];
}

const NO_ENTRY = [1, '', null, '', '', '', ''];

function callValues(fact: CallFact): unknown[] {
  const { usage } = fact;
  const tokens = fact.entry === undefined ? tokensOfUsage(usage) : tokensOfCharges(fact.charges);
  return [
    milliseconds(fact.duration_ms, 'duration_ms'),
    fact.ttft_ms === undefined ? null : milliseconds(fact.ttft_ms, 'ttft_ms'),
    text(fact.operation, 'operation'),
    fact.stream === true,
    text(fact.requested_model, 'requested_model'),
    text(fact.response_model, 'response_model'),
    texts(fact.tag_sources, 'tag_sources'),
    texts(fact.missing_tags, 'missing_tags'),
    wholeNumber(fact.http_status, 'http_status', UINT16),
    text(fact.error_code, 'error_code'),
    text(fact.finish_reason, 'finish_reason'),
    usageMap(usage),
    text(fact.raw_usage, 'raw_usage'),
    wholeNumber(fact.tool_calls, 'tool_calls', UINT32),
    texts(fact.tool_names, 'tool_names'),
    wholeNumber(fact.request_bytes, 'request_bytes', Number.MAX_SAFE_INTEGER),
    wholeNumber(fact.response_bytes, 'response_bytes', Number.MAX_SAFE_INTEGER),
    JSON.stringify(fact.attempts),
    tokens.input,
    tokens.output,
    tokens.cacheRead,
    tokens.cacheWrite,
    fact.charges.length,
    money(fact.reserved_cost, 'reserved_cost'),
    fact.priced === true,
    fact.estimated === true,
  ];
}

/** What only some calls have; absent is '' and, for an amount, null. */
function furtherValues(fact: CallFact): unknown[] {
  return [
    text(fact.parent_call, 'parent_call'),
    text(fact.trace_id, 'trace_id'),
    fact.routing === undefined ? '' : JSON.stringify(fact.routing),
    fact.avoided_cost === undefined ? null : money(fact.avoided_cost, 'avoided_cost'),
    counts(fact.detections ?? {}),
    text(fact.detection_action, 'detection_action'),
    promptCacheSaving(fact.charges),
    text(fact.entry?.reason, 'entry.reason'),
  ];
}

function counts(detections: NonNullable<CallFact['detections']>): Record<string, number> {
  const found: Record<string, number> = {};
  for (const [detector, count] of Object.entries(detections)) {
    found[detector] = wholeNumber(count, `detections.${detector}`, Number.MAX_SAFE_INTEGER);
  }
  return found;
}

function usageMap(usage: CallFact['usage']): Record<string, string> {
  const map: Record<string, string> = {};
  for (const unit in usage) map[unit] = usageQuantity(usage[unit], `usage.${unit}`);
  return map;
}

/** cost, list_cost, estimated_cost, unpriced_cost: sums over the charges. */
function sumValues(fact: CallFact): string[] {
  let cost = 0n;
  let list = 0n;
  let estimated = 0n;
  let unpriced = 0n;
  for (const charge of fact.charges) {
    const effective = picoOf(money(charge.effective_cost, `charges.${charge.unit}.effective_cost`));
    cost += effective;
    list += picoOf(money(charge.list_cost, `charges.${charge.unit}.list_cost`));
    if (charge.estimated) estimated += effective;
    if (!charge.priced) unpriced += effective;
    if (charge.currency !== fact.currency) {
      throw new Unstorable(
        `charges.${charge.unit}.currency is ${charge.currency}, the call's ${fact.currency}`,
      );
    }
  }
  if (picoOf(money(fact.cost, 'cost')) !== cost) {
    throw new Unstorable(`cost is ${fact.cost}, but its charges sum to ${picoText(cost)}`);
  }
  return [picoText(cost), picoText(list), picoText(estimated), picoText(unpriced)];
}

function chargeRows(fact: CallFact): unknown[][] {
  const units = new Set<string>();
  const categories = new Set<string>();
  return fact.charges.map((charge, position) => {
    const attempt = fact.attempts.find((candidate) => candidate.attempt === charge.attempt);
    return [
      position,
      isFirst(units, charge.unit),
      isFirst(categories, charge.category),
      attempt?.provider ?? fact.provider,
      attempt?.model ?? fact.model,
      ...chargeValues(charge),
    ];
  });
}

function chargeValues(charge: ChargeFact): unknown[] {
  const field = `charges.${charge.unit}`;
  return [
    wholeNumber(charge.attempt, `${field}.attempt`, UINT16),
    requiredText(charge.unit, 'charges.unit'),
    text(charge.category, `${field}.category`),
    quantity(charge.quantity, `${field}.quantity`),
    wholeNumber(charge.per, `${field}.per`, Number.MAX_SAFE_INTEGER),
    money(charge.list_unit_price, `${field}.list_unit_price`),
    money(charge.contracted_unit_price, `${field}.contracted_unit_price`),
    charge.list_cost,
    money(charge.contracted_cost, `${field}.contracted_cost`),
    charge.effective_cost,
    text(charge.price_ref, `${field}.price_ref`),
    charge.priced === true,
    charge.estimated === true,
    text(charge.estimate_reason, `${field}.estimate_reason`),
  ];
}

function isFirst(seen: Set<string>, value: string): boolean {
  const first = !seen.has(value);
  seen.add(value);
  return first;
}

function requiredText(value: unknown, field: string): string {
  const result = text(value, field);
  if (result === '') throw new Unstorable(`${field} is missing`);
  return result;
}
