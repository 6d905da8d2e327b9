import type { BackupSummary } from '@weir/core/contract';
import { Decimal } from '@weir/core/money';
import type { BackupTable, Manifest } from '../../ledger/backup/manifest.ts';

/** What a backup holds, for people. */
export function summaryOf(
  directory: string,
  { created_at, weir, ledger, registry }: Manifest,
): BackupSummary {
  const files = [...ledger.tables.flatMap(({ months }) => months), ...registry.tables];
  const table = (name: string) => ledger.tables.find((one) => one.name === name)?.months ?? [];
  return {
    directory,
    created_at,
    weir,
    files: files.length,
    bytes: files.reduce((sum, { bytes }) => sum + bytes, 0),
    calls: rowsOf(table('calls')),
    charges: rowsOf(table('charges')),
    cost: costOf(table('charges')),
    registry_rows: registry.tables.reduce((sum, { rows }) => sum + rows, 0),
  };
}

function rowsOf(months: BackupTable['months']): number {
  return months.reduce((sum, { figures }) => sum + (figures.rows ?? 0), 0);
}

function costOf(months: BackupTable['months']): string {
  return months
    .reduce((sum, { figures }) => sum.add(Decimal.from(figures.sums['effective_cost'] ?? '0')), Decimal.ZERO)
    .toString();
}
