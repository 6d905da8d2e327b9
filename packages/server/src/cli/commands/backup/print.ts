import type { BackupSummary } from '@weir/core/contract';
import { formatBytes, formatCount } from '../../output/figures.ts';
import type { Output } from '../../output/output.ts';

export function printBackup(out: Output, backup: BackupSummary): void {
  if (out.json) {
    out.data(backup);
    return;
  }
  out.fields([
    ['Backup', backup.directory],
    ['Made', `${backup.created_at} by Weir ${backup.weir}`],
    ['Calls', formatCount(backup.calls)],
    ['Charges', formatCount(backup.charges)],
    ['Cost', backup.cost],
    ['Registry rows', formatCount(backup.registry_rows)],
    ['Files', `${formatCount(backup.files)}, ${formatBytes(backup.bytes)}`],
  ]);
}
