import type { CostMeasures, CostsFormat, ExportFormat } from '@weir/core/contract';
import type { Explored, ExploreQuery, ExploringStore } from '../../ledger/explore-port.ts';
import { csvLine } from './csv-line.ts';
import { type Cell, xlsxOf } from './xlsx.ts';

export const CONTENT_TYPES: Readonly<Record<ExportFormat, string>> = {
  csv: 'text/csv; charset=utf-8; header=present',
  jsonl: 'application/x-ndjson; charset=utf-8',
  parquet: 'application/vnd.apache.parquet',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
};

const PAGE = 10_000;
const MEASURES = [
  'calls',
  'cost',
  'loaded_cost',
  'list_cost',
  'estimated_cost',
  'unpriced_cost',
  'attributed_cost',
  'input_tokens',
  'output_tokens',
  'cache_read_tokens',
  'cache_write_tokens',
  'errors',
] as const satisfies readonly (keyof CostMeasures)[];

/** Every group of a question, page by page; their sum is the total of the question at its first page. */
export async function costsFile(
  ledger: Pick<ExploringStore, 'explore'>,
  query: Omit<ExploreQuery, 'limit' | 'cursor' | 'percentiles'>,
  format: CostsFormat,
  signal?: AbortSignal,
): Promise<{ rows: number; bytes: AsyncIterable<Uint8Array> }> {
  const first = await ledger.explore({ ...query, limit: PAGE, percentiles: false }, signal);
  const columns = columnsOf(query);
  const rows = cellsOf(ledger, query, first, signal);
  if (format === 'xlsx') return { rows: first.count, bytes: xlsxOf(columns, rows, 'Costs') };
  return { rows: first.count, bytes: textOf(columns, rows, format) };
}

function columnsOf({ by, compare }: Pick<ExploreQuery, 'by' | 'compare'>): string[] {
  const previous = compare === undefined ? [] : MEASURES.map((name) => `previous_${name}`);
  return [...by, ...MEASURES, ...previous, 'currency'];
}

async function* cellsOf(
  ledger: Pick<ExploringStore, 'explore'>,
  query: Omit<ExploreQuery, 'limit' | 'cursor' | 'percentiles'>,
  first: Explored,
  signal: AbortSignal | undefined,
): AsyncGenerator<Cell[]> {
  let page = first;
  for (;;) {
    for (const { values, now, previous } of page.groups) {
      yield [...values, ...cells(now), ...(previous === undefined ? [] : cells(previous)), first.currency];
    }
    if (page.nextCursor === null) return;
    page = await ledger.explore(
      { ...query, limit: PAGE, percentiles: false, cursor: page.nextCursor },
      signal,
    );
  }
}

function cells(measures: CostMeasures): Cell[] {
  return MEASURES.map((name) => measures[name]);
}

async function* textOf(
  columns: readonly string[],
  rows: AsyncIterable<readonly Cell[]>,
  format: 'csv' | 'jsonl',
): AsyncGenerator<Uint8Array> {
  const encoder = new TextEncoder();
  if (format === 'csv') yield encoder.encode(csvLine(columns));
  for await (const row of rows) {
    const line =
      format === 'csv'
        ? csvLine(row)
        : `${JSON.stringify(Object.fromEntries(columns.map((name, i) => [name, row[i]])))}\n`;
    yield encoder.encode(line);
  }
}
