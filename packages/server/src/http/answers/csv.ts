import type { CostMeasures, CostReport, CostRow } from '@weir/core/contract';
import { csvText } from '../../reports/export/index.ts';

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
  'errors',
  'cache_write_tokens',
  'cache_hits',
  'cache_lookups',
  'avoided_cost',
  'prompt_cache_saving',
  'evaluation_calls',
  'evaluation_cost',
] as const satisfies readonly (keyof CostMeasures)[];

/** RFC 4180: a header line, CRLF line ends. Figures are exact and written as they are. */
export function costsCsv(report: CostReport): string {
  const bucket = report.interval === undefined ? [] : ['bucket'];
  const header = [...bucket, ...report.by.map(csvText), ...MEASURES, 'currency'];
  const lines = report.rows.map((row) => cells(report, row).join(','));
  return `${[header.join(','), ...lines].join('\r\n')}\r\n`;
}

function cells(report: CostReport, row: CostRow): string[] {
  return [
    ...(report.interval === undefined ? [] : [row.bucket ?? '']),
    ...report.by.map((dimension) => csvText(row.group[dimension] ?? '')),
    ...MEASURES.map((measure) => String(row[measure])),
    report.currency,
  ];
}
