import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { StorageTools } from '../../cli/index.ts';
import { checkFiles, checkRows } from '../../ledger/backup/verify.ts';
import { openEngine } from '../../ledger/open.ts';
import { silentLogger } from '../../platform/log.ts';
import { summaryOf } from './summary.ts';

export const verifyBackup: StorageTools['verifyBackup'] = async (directory, { rows }, onProgress) => {
  const { manifest } = await checkFiles(directory, onProgress);
  if (rows) {
    const scratch = mkdtempSync(join(tmpdir(), 'weir-verify-'));
    const engine = await openEngine({ path: scratch, log: silentLogger });
    try {
      await checkRows(engine, directory, manifest, onProgress);
    } finally {
      await engine.close();
      rmSync(scratch, { recursive: true, force: true });
    }
  }
  return summaryOf(directory, manifest);
};
