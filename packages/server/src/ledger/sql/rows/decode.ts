import {
  type AttemptFact,
  type CallFact,
  type CallSummary,
  type ChargeFact,
  type EntryFact,
  TAG_NAMES,
} from '@weir/core/contract';

/** A row of `calls` as the engine returns it: decimals as text, absent text as ''. */
export interface CallRow extends Record<(typeof TAG_NAMES)[number], string> {
  call_id: string;
  source: CallFact['source'];
  instance: string;
  sandbox: boolean;
  started_at: string;
  ended_at: string;
  duration_ms: number;
  ttft_ms: number | null;
  dialect: CallFact['dialect'];
  operation: string;
  stream: boolean;
  provider: string;
  requested_model: string;
  model: string;
  response_model: string;
  key: string;
  tags: Record<string, string>;
  tag_sources: CallFact['tag_sources'];
  attribution: CallFact['attribution'];
  missing_tags: string[];
  status: CallFact['status'];
  http_status: number;
  error_code: string;
  finish_reason: string;
  usage: Record<string, string>;
  raw_usage: string;
  tool_calls: number;
  tool_names: string[];
  request_bytes: number;
  response_bytes: number;
  attempts: string;
  cost: string;
  reserved_cost: string;
  currency: string;
  priced: boolean;
  estimated: boolean;
  purpose: '' | NonNullable<CallFact['purpose']>;
  parent_call: string;
  trace_id: string;
  routing: string;
  cache: '' | NonNullable<CallFact['cache']>;
  avoided_cost: string | null;
  data_class: string;
  detections: NonNullable<CallFact['detections']>;
  detection_action: '' | NonNullable<CallFact['detection_action']>;
  region: string;
  class: '' | NonNullable<CallFact['class']>;
  call_count: number;
  entry: '' | EntryFact['kind'];
  booked_at: string | null;
  proposal: string;
  corrects: string;
  source_line: string;
  invoice: string;
  entry_reason: string;
}

export type ChargeRow = Omit<ChargeFact, 'estimate_reason'> & { estimate_reason: string };

type SummaryRow = Omit<CallRow, 'attempts' | 'raw_usage' | 'tag_sources' | 'routing'>;

const HEAVY = ['attempts', 'raw_usage', 'tag_sources', 'routing'] as const;
const LIGHT = [
  'call_id',
  'source',
  'instance',
  'sandbox',
  'started_at',
  'ended_at',
  'duration_ms',
  'ttft_ms',
  'dialect',
  'operation',
  'stream',
  'provider',
  'requested_model',
  'model',
  'response_model',
  'key',
  ...TAG_NAMES,
  'tags',
  'attribution',
  'missing_tags',
  'status',
  'http_status',
  'error_code',
  'finish_reason',
  'usage',
  'tool_calls',
  'tool_names',
  'request_bytes',
  'response_bytes',
  'cost',
  'reserved_cost',
  'currency',
  'priced',
  'estimated',
  'purpose',
  'parent_call',
  'trace_id',
  'cache',
  'avoided_cost',
  'data_class',
  'detections',
  'detection_action',
  'region',
  'class',
  'call_count',
  'entry',
  'booked_at',
  'proposal',
  'corrects',
  'source_line',
  'invoice',
  'entry_reason',
] as const;

const quoted = (names: readonly string[]) => names.map((name) => `\`${name}\``).join(', ');

/** Select lists that give the rows above. */
export const SUMMARY_COLUMNS = quoted(LIGHT);
export const CALL_COLUMNS = quoted([...LIGHT, ...HEAVY]);
export const CHARGE_COLUMNS = quoted([
  'attempt',
  'unit',
  'quantity',
  'list_unit_price',
  'contracted_unit_price',
  'per',
  'list_cost',
  'contracted_cost',
  'effective_cost',
  'currency',
  'category',
  'price_ref',
  'priced',
  'estimated',
  'estimate_reason',
]);

export function decodeSummary(row: SummaryRow): CallSummary {
  const { ttft_ms, response_model, key, error_code, finish_reason, tags, usage, ...others } = row;
  const { purpose, parent_call, trace_id, cache, avoided_cost, data_class, ...more } = others;
  const { detections, detection_action, region, class: charge_class, ...booked } = more;
  const { call_count, entry, booked_at, proposal, corrects, source_line, invoice, entry_reason, ...rest } =
    booked;
  const further: Record<string, string> = { ...tags };
  const plain = rest as Partial<SummaryRow>;
  for (const name of TAG_NAMES) {
    if (row[name] !== '') further[name] = row[name];
    delete plain[name];
  }
  return {
    ...(plain as Omit<typeof rest, (typeof TAG_NAMES)[number]>),
    started_at: isoInstant(row.started_at),
    ended_at: isoInstant(row.ended_at),
    ...(ttft_ms === null ? {} : { ttft_ms }),
    ...present({ response_model, key, error_code, finish_reason }),
    ...present({ purpose, parent_call, trace_id, cache, data_class, detection_action }),
    ...present({ region, class: charge_class }),
    ...(entry === '' || booked_at === null
      ? {}
      : {
          entry: {
            kind: entry,
            calls: call_count,
            booked_at: isoInstant(booked_at),
            reason: entry_reason,
            ...present({ proposal, corrects, source_line, invoice }),
          },
        }),
    ...(avoided_cost === null ? {} : { avoided_cost }),
    ...(Object.keys(detections).length === 0 ? {} : { detections }),
    tags: further,
    usage: Object.fromEntries(Object.entries(usage).map(([unit, text]) => [unit, Number(text)])),
  };
}

export function decodeCall(row: CallRow, charges: readonly ChargeRow[]): CallFact {
  const { attempts, raw_usage, tag_sources, routing, ...light } = row;
  return {
    ...decodeSummary(light),
    tag_sources,
    ...present({ raw_usage }),
    ...(routing === '' ? {} : { routing: JSON.parse(routing) as CallFact['routing'] }),
    // written by `encodeCall` from this very type
    attempts: JSON.parse(attempts) as AttemptFact[],
    charges: charges.map(decodeCharge),
  };
}

/** Prices and quantities without the zeros of their columns. */
export function decodeCharge({ estimate_reason, quantity, ...row }: ChargeRow): ChargeFact {
  return {
    ...row,
    quantity: plain(quantity),
    list_unit_price: plain(row.list_unit_price),
    contracted_unit_price: plain(row.contracted_unit_price),
    ...(estimate_reason === '' ? {} : { estimate_reason: estimate_reason as ChargeFact['estimate_reason'] }),
  };
}

/** Without the trailing zeros that the column's scale adds. */
function plain(decimal: string): string {
  return decimal.includes('.') ? decimal.replace(/\.?0+$/, '') : decimal;
}

/** `2026-11-22 03:08:00.123456` (UTC) as RFC 3339. */
export function isoInstant(text: string): string {
  return `${text.replace(' ', 'T')}Z`;
}

/** The fields that are not empty text. */
export function present<T extends Record<string, string>>(fields: T): { [K in keyof T]?: Exclude<T[K], ''> } {
  const filled = Object.entries(fields).filter(([, value]) => value !== '');
  return Object.fromEntries(filled) as { [K in keyof T]?: Exclude<T[K], ''> };
}
