import { type CallFact, type ChargeFact, TAG_NAMES } from '@weir/core/contract';
import {
  instantText,
  milliseconds,
  money,
  picoOf,
  picoText,
  quantity,
  text,
  Unstorable,
  usageQuantity,
  wholeNumber,
} from './checks.ts';

const FIRST_CLASS: ReadonlySet<string> = new Set(TAG_NAMES);
const UINT16 = 65_535;
const UINT32 = 4_294_967_295;

/** The rows of one call: JSON for `calls` and, one per charge, for `charges`. */
export interface CallRows {
  call: string;
  charges: string[];
}

/**
 * Rows of a call, checked so that the engine will take them: throws `Unstorable` otherwise. The checks matter because
 * a batch goes into two tables: what is refused must be refused before the first of them is written.
 */
export function encodeCall(fact: CallFact): CallRows {
  const shared = sharedColumns(fact);
  const sums = sumCharges(fact);
  return {
    call: json({ ...shared, ...callColumns(fact), ...sums }),
    charges: chargeRows(fact, shared),
  };
}

/** Columns that both tables carry. */
function sharedColumns(fact: CallFact): Record<string, unknown> {
  const columns: Record<string, unknown> = {
    call_id: requiredText(fact.call_id, 'call_id'),
    started_at: instantText(fact.started_at, 'started_at'),
    source: text(fact.source, 'source'),
    sandbox: fact.sandbox === true,
    dialect: text(fact.dialect, 'dialect'),
    provider: text(fact.provider, 'provider'),
    model: text(fact.model, 'model'),
    key: text(fact.key, 'key'),
    status: text(fact.status, 'status'),
    attribution: text(fact.attribution, 'attribution'),
    currency: requiredText(fact.currency, 'currency'),
  };
  let further: Record<string, string> | undefined;
  for (const name in fact.tags) {
    const value = text(fact.tags[name], `tags.${name}`);
    if (FIRST_CLASS.has(name)) {
      columns[name] = value;
    } else {
      further ??= {};
      further[name] = value;
    }
  }
  if (further !== undefined) columns['tags'] = further;
  return columns;
}

function callColumns(fact: CallFact): Record<string, unknown> {
  return {
    ended_at: instantText(fact.ended_at, 'ended_at'),
    duration_ms: milliseconds(fact.duration_ms, 'duration_ms'),
    ttft_ms: fact.ttft_ms === undefined ? null : milliseconds(fact.ttft_ms, 'ttft_ms'),
    instance: text(fact.instance, 'instance'),
    operation: text(fact.operation, 'operation'),
    stream: fact.stream === true,
    requested_model: text(fact.requested_model, 'requested_model'),
    response_model: text(fact.response_model, 'response_model'),
    tag_sources: fact.tag_sources,
    missing_tags: fact.missing_tags,
    http_status: wholeNumber(fact.http_status, 'http_status', UINT16),
    error_code: text(fact.error_code, 'error_code'),
    finish_reason: text(fact.finish_reason, 'finish_reason'),
    usage: usageColumn(fact.usage),
    raw_usage: text(fact.raw_usage, 'raw_usage'),
    tool_calls: wholeNumber(fact.tool_calls, 'tool_calls', UINT32),
    tool_names: fact.tool_names,
    request_bytes: wholeNumber(fact.request_bytes, 'request_bytes', Number.MAX_SAFE_INTEGER),
    response_bytes: wholeNumber(fact.response_bytes, 'response_bytes', Number.MAX_SAFE_INTEGER),
    attempts: JSON.stringify(fact.attempts),
    input_tokens: Math.trunc(fact.usage['input_tokens'] ?? 0),
    output_tokens: Math.trunc(fact.usage['output_tokens'] ?? 0),
    cache_read_tokens: Math.trunc(fact.usage['cache_read_tokens'] ?? 0),
    charge_count: fact.charges.length,
    reserved_cost: money(fact.reserved_cost, 'reserved_cost'),
    priced: fact.priced === true,
    estimated: fact.estimated === true,
  };
}

function usageColumn(usage: CallFact['usage']): Record<string, string> {
  const column: Record<string, string> = {};
  for (const unit in usage) column[unit] = usageQuantity(usage[unit], `usage.${unit}`);
  return column;
}

function sumCharges(fact: CallFact): Record<string, string> {
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
  return {
    cost: picoText(cost),
    list_cost: picoText(list),
    estimated_cost: picoText(estimated),
    unpriced_cost: picoText(unpriced),
  };
}

function chargeRows(fact: CallFact, shared: Record<string, unknown>): string[] {
  if (fact.charges.length === 0) return [];
  // the shared part is serialised once and spliced into every row
  const tail = json(shared).slice(1);
  const units = new Set<string>();
  const categories = new Set<string>();
  return fact.charges.map((charge, position) => {
    const attempt = fact.attempts.find((candidate) => candidate.attempt === charge.attempt);
    const row = json({
      position,
      first_of_unit: isFirst(units, charge.unit),
      first_of_category: isFirst(categories, charge.category),
      billed_provider: attempt?.provider ?? fact.provider,
      billed_model: attempt?.model ?? fact.model,
      ...chargeColumns(charge),
    });
    return `${row.slice(0, -1)},${tail}`;
  });
}

function chargeColumns(charge: ChargeFact): Record<string, unknown> {
  const field = `charges.${charge.unit}`;
  return {
    attempt: wholeNumber(charge.attempt, `${field}.attempt`, UINT16),
    unit: requiredText(charge.unit, 'charges.unit'),
    category: text(charge.category, `${field}.category`),
    quantity: quantity(charge.quantity, `${field}.quantity`),
    per: wholeNumber(charge.per, `${field}.per`, Number.MAX_SAFE_INTEGER),
    list_unit_price: money(charge.list_unit_price, `${field}.list_unit_price`),
    contracted_unit_price: money(charge.contracted_unit_price, `${field}.contracted_unit_price`),
    list_cost: charge.list_cost,
    contracted_cost: money(charge.contracted_cost, `${field}.contracted_cost`),
    effective_cost: charge.effective_cost,
    price_ref: text(charge.price_ref, `${field}.price_ref`),
    priced: charge.priced === true,
    estimated: charge.estimated === true,
    estimate_reason: text(charge.estimate_reason, `${field}.estimate_reason`),
  };
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

const LONE_SURROGATE = /\\ud[89a-f][0-9a-f]{2}/;

/** JSON whose strings are valid Unicode: half a surrogate pair, cut from some text, becomes U+FFFD. */
function json(row: Record<string, unknown>): string {
  const line = JSON.stringify(row);
  if (!LONE_SURROGATE.test(line)) return line;
  return JSON.stringify(row, (_, value: unknown) =>
    typeof value === 'string' ? Buffer.from(value).toString() : value,
  );
}
