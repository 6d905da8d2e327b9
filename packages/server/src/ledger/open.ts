import type { Logger } from '../platform/log.ts';
import type { ClickHouseOptions } from './clickhouse/connection.ts';
import { createLandingGate, gated, type LandingGate } from './landing-gate.ts';
import type { SqlEngine } from './sql/engine.ts';
import { createSqlLedger, type SqlLedgerOptions } from './sql/store.ts';
import type { Ledger } from './statement-port.ts';

export interface LedgerPlace extends SqlLedgerOptions {
  /** Directory of the embedded ledger; not touched when there is a server. */
  path: string;
  server?: ClickHouseOptions | undefined;
  log: Logger;
}

export type LedgerKind = 'embedded' | 'server' | 'cluster';

/** A migrated ledger, and what those need who read all of it: backups, moves, exports. */
export interface OpenedLedger {
  ledger: Ledger;
  engine: SqlEngine;
  gate: LandingGate;
  kind: LedgerKind;
}

/** The one place that picks where the ledger lies. Throws `ledger_unavailable`. */
export async function openLedger(place: LedgerPlace): Promise<OpenedLedger> {
  const engine = await openEngine(place);
  try {
    const gate = createLandingGate();
    const ledger = gated(createSqlLedger(engine, place), gate);
    await ledger.migrate();
    return { ledger, engine, gate, kind: kindOf(place) };
  } catch (error) {
    await engine.close();
    throw error;
  }
}

/** Without its schema. What is not used is not loaded: the embedded engine is half a gigabyte. */
export async function openEngine({ path, server, log }: LedgerPlace): Promise<SqlEngine> {
  if (server !== undefined)
    return (await import('./clickhouse/index.ts')).connectClickHouse({ ...server, log });
  return (await import('./chdb/engine.ts')).openChdbEngine({ path, log });
}

export function kindOf({ server }: Pick<LedgerPlace, 'server'>): LedgerKind {
  if (server === undefined) return 'embedded';
  return server.cluster === undefined ? 'server' : 'cluster';
}
