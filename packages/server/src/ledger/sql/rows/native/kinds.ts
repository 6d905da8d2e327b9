import { TAG_NAMES } from '@weir/core/contract';
import type { NativeKind } from './columns.ts';

/** Tags of which there may be as many as calls. */
const MANY: ReadonlySet<string> = new Set(['task', 'step', 'user', 'customer']);

/** What the columns of `calls` and `charges` hold, as the schema has them; dictionaries unless said. */
const KINDS: Readonly<Record<string, NativeKind>> = {
  call_id: 'text',
  started_at: 'instant',
  ended_at: 'instant',
  sandbox: 'bool',
  call_count: 'count',
  booked_at: 'maybeInstant',
  corrects: 'text',
  source_line: 'text',
  tags: 'texts',
  duration_ms: 'float',
  ttft_ms: 'maybeFloat',
  stream: 'bool',
  tag_sources: 'kinds',
  missing_tags: 'list',
  http_status: 'uint16',
  usage: 'quantities',
  raw_usage: 'text',
  tool_calls: 'uint32',
  tool_names: 'list',
  request_bytes: 'uint64',
  response_bytes: 'uint64',
  attempts: 'text',
  input_tokens: 'int64',
  output_tokens: 'int64',
  cache_read_tokens: 'int64',
  cache_write_tokens: 'int64',
  charge_count: 'uint32',
  reserved_cost: 'money',
  priced: 'bool',
  estimated: 'bool',
  cost: 'money',
  list_cost: 'money',
  estimated_cost: 'money',
  unpriced_cost: 'money',
  parent_call: 'text',
  trace_id: 'text',
  routing: 'text',
  avoided_cost: 'maybeMoney',
  detections: 'counts',
  prompt_cache_saving: 'money',
  entry_reason: 'text',
  position: 'uint16',
  first_of_unit: 'bool',
  first_of_category: 'bool',
  attempt: 'uint16',
  quantity: 'quantity',
  per: 'uint64',
  list_unit_price: 'money',
  contracted_unit_price: 'money',
  contracted_cost: 'money',
  effective_cost: 'money',
  ...Object.fromEntries(TAG_NAMES.filter((name) => MANY.has(name)).map((name) => [name, 'text'])),
};

export function kindOf(column: string): NativeKind {
  return KINDS[column] ?? 'dictionary';
}
