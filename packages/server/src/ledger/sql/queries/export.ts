import { TAG_NAMES } from '@weir/core/contract';
import type { ExportedRows, ExportQuery, RowFormat } from '../../explore-port.ts';
import type { SqlEngine, StreamFormat } from '../engine.ts';
import { rangeConditions } from './cost-pieces.ts';
import { filterCondition, Parameters, resolveFilters, type VirtualTags } from './dimensions.ts';
import { toSpan } from './range.ts';

const FORMATS: Readonly<Record<RowFormat | 'array', StreamFormat>> = {
  csv: 'CSVWithNames',
  parquet: 'Parquet',
  jsonl: 'JSONEachRow',
  array: 'JSONCompactEachRow',
};

/** Unknown is an empty field, not the engine's `\N`. */
const CSV_SETTINGS = " SETTINGS format_csv_null_representation = ''";

/** What callers and people choose the text of; a spreadsheet would run what begins like a formula. */
const FREE_TEXT: ReadonlySet<string> = new Set([
  ...TAG_NAMES,
  'requested_model',
  'model',
  'response_model',
  'billed_model',
  'billed_provider',
  'provider',
  'region',
  'key',
  'project',
  'account',
  'invoice',
]);
const defused = (expression: string) =>
  `if(match(${expression}, '^[=+\\-@\\t\\r]'), concat('\\'', ${expression}), ${expression})`;

type Column = readonly [name: string, expression: string];
const same = (...names: readonly string[]): Column[] => names.map((name) => [name, `\`${name}\``]);
const tags: Column = ['tags', 'toJSONString(tags)'];

/** What stands for one row of `calls` and of `charges`, in this order; a change here is a change of a file people read. */
const COLUMNS: Readonly<Record<ExportQuery['kind'], readonly Column[]>> = {
  calls: [
    ...same('call_id', 'started_at', 'ended_at', 'duration_ms', 'ttft_ms', 'source', 'sandbox', 'provider'),
    ...same('requested_model', 'model', 'response_model', 'operation', 'stream', 'key', 'region'),
    ...same(...TAG_NAMES),
    tags,
    ...same('attribution', 'status', 'http_status', 'error_code', 'finish_reason', 'cache', 'purpose'),
    ...same('input_tokens', 'output_tokens', 'cache_read_tokens', 'cache_write_tokens', 'tool_calls'),
    ...same('cost', 'list_cost', 'currency', 'priced', 'estimated', 'trace_id', 'parent_call'),
    ...same('call_count', 'entry', 'class', 'booked_at', 'proposal', 'corrects', 'invoice'),
  ],
  charges: [
    ...same('call_id', 'position', 'started_at', 'attempt', 'billed_provider', 'billed_model', 'region'),
    ...same('unit', 'category', 'quantity', 'per', 'list_unit_price', 'contracted_unit_price'),
    ...same('list_cost', 'contracted_cost', 'effective_cost', 'currency', 'price_ref', 'priced'),
    ...same('estimated', 'estimate_reason', 'source', 'sandbox', 'key', 'status', 'attribution'),
    ...same(...TAG_NAMES),
    tags,
    ...same('call_count', 'entry', 'class', 'booked_at', 'proposal', 'corrects', 'invoice'),
  ],
  statement: [
    ...same(
      'source',
      'id',
      'version',
      'gone',
      'tells',
      'provider',
      'account',
      'project',
      'key',
      'model',
      'unit',
    ),
    ...same('category', 'tier', 'region', 'since', 'until', 'quantity', 'requests', 'cost', 'list_cost'),
    ...same('effective_cost', 'currency', 'invoice', 'line'),
  ],
};
const TABLES: Readonly<Record<ExportQuery['kind'], { table: string; time: string }>> = {
  calls: { table: 'calls', time: 'started_at' },
  charges: { table: 'charges', time: 'started_at' },
  // every version of a line, as it was told
  statement: { table: 'statement_lines', time: 'since' },
};

/** Rows in the order they lie in: sorting them would need to hold them. */
export async function exportRows(
  engine: SqlEngine,
  query: ExportQuery,
  format: RowFormat | 'array',
  { signal, virtual }: { signal?: AbortSignal | undefined; virtual?: VirtualTags } = {},
): Promise<ExportedRows> {
  const parameters = new Parameters(virtual);
  const { table, time } = TABLES[query.kind];
  const where = [
    ...rangeConditions(time, toSpan(query), parameters),
    ...(query.kind !== 'statement' && query.sandbox === 'exclude' ? ['NOT sandbox'] : []),
    ...resolveFilters(query.filter, parameters).map(({ dimension, values }) =>
      filterCondition(dimension, values, parameters),
    ),
  ];
  const from = `FROM ${table} WHERE ${where.join(' AND ')}`;
  const counted = await engine.select<{ rows: number }>(
    `SELECT toInt64(count()) AS rows ${from}`,
    parameters.values,
    { signal },
  );
  const columns = COLUMNS[query.kind];
  const list = columns
    .map(([name, expression]) => {
      const text = format === 'csv' && FREE_TEXT.has(name) ? defused(`toString(${expression})`) : expression;
      return `${text} AS \`${name}\``;
    })
    .join(', ');
  const sql = `SELECT ${list} ${from}${format === 'csv' ? CSV_SETTINGS : ''}`;
  return {
    rows: counted[0]?.rows ?? 0,
    columns: columns.map(([name]) => name),
    bytes: engine.stream(sql, parameters.values, FORMATS[format], { signal }),
  };
}
