import type { Logger } from '../../platform/log.ts';
import type { LedgerStore } from '../port.ts';
import { createSqlLedger } from '../sql/store.ts';
import { openChdbEngine } from './engine.ts';

/** Opens (creating it if need be) and migrates the ledger in directory `path`. */
export async function openChdbLedger(options: { path: string; log: Logger }): Promise<LedgerStore> {
  const engine = openChdbEngine(options);
  try {
    const ledger = createSqlLedger(engine);
    await ledger.migrate();
    return ledger;
  } catch (error) {
    await engine.close();
    throw error;
  }
}
