import type { Logger } from '../../platform/log.ts';
import { createSqlLedger, type SqlLedgerOptions } from '../sql/store.ts';
import type { Ledger } from '../statement-port.ts';
import { openChdbEngine } from './engine.ts';

/** Opens (creating it if need be) and migrates the ledger in directory `path`. */
export async function openChdbLedger(
  options: { path: string; log: Logger } & SqlLedgerOptions,
): Promise<Ledger> {
  const engine = openChdbEngine(options);
  try {
    const ledger = createSqlLedger(engine, options);
    await ledger.migrate();
    return ledger;
  } catch (error) {
    await engine.close();
    throw error;
  }
}
