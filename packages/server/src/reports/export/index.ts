import type { ExportFormat, ExportKind } from '@weir/core/contract';
import type { ExploringStore, ExportedRows, ExportQuery } from '../../ledger/explore-port.ts';
import { rowsOf } from './rows.ts';
import { xlsxOf } from './xlsx.ts';

export { CONTENT_TYPES, costsFile } from './costs-file.ts';
export { csvText } from './csv-line.ts';

/** Rows of the ledger as a file, in pieces, whatever its size. */
export async function exportFile(
  ledger: Pick<ExploringStore, 'export'>,
  query: ExportQuery,
  format: ExportFormat,
  signal?: AbortSignal,
): Promise<Omit<ExportedRows, 'columns'>> {
  if (format !== 'xlsx') return ledger.export(query, format, signal);
  const { rows, columns, bytes } = await ledger.export(query, 'array', signal);
  return { rows, bytes: xlsxOf(columns, rowsOf(bytes), titleOf(query.kind)) };
}

function titleOf(kind: ExportKind): string {
  return { calls: 'Calls', charges: 'Charges', costs: 'Costs', statement: 'Statement' }[kind];
}
