import type { LandingGate } from '../landing-gate.ts';
import type { LedgerKind } from '../open.ts';
import type { SqlEngine } from '../sql/engine.ts';
import { type LedgerTable, ledgerTables, SNAPSHOT_PREFIX } from './tables.ts';

export interface Snapshot {
  tables: LedgerTable[];
  /** Where the rows of a table as it was at that moment are. */
  from(table: LedgerTable): string;
}

export interface SnapshotSource {
  engine: SqlEngine;
  gate: LandingGate;
  kind: LedgerKind;
}

/**
 * Runs `work` on the ledger as it was at one moment, batches whole. Copies made of links to the same files hold the moment
 * still, so landing waits for milliseconds only. A cluster has no such copies: there landing waits for all of `work`, and
 * spools grow meanwhile.
 */
export async function withSnapshot<T>(
  { engine, gate, kind }: SnapshotSource,
  work: (snapshot: Snapshot) => Promise<T>,
): Promise<T> {
  if (kind === 'cluster') {
    return gate.hold(async () => work({ tables: await ledgerTables(engine), from: ({ name }) => name }));
  }
  await dropCopies(engine);
  try {
    const tables = await gate.hold(async () => {
      const found = await ledgerTables(engine);
      for (const { name } of found)
        await engine.command(`CREATE TABLE ${SNAPSHOT_PREFIX}${name} CLONE AS ${name}`);
      return found;
    });
    return await work({ tables, from: ({ name }) => `${SNAPSHOT_PREFIX}${name}` });
  } finally {
    await dropCopies(engine);
  }
}

/** Those of a backup that was killed, too. */
async function dropCopies(engine: SqlEngine): Promise<void> {
  const copies = await engine.select<{ name: string }>(
    `SELECT name FROM system.tables WHERE database = currentDatabase() AND startsWith(name, '${SNAPSHOT_PREFIX}')`,
  );
  for (const { name } of copies) await engine.command(`DROP TABLE IF EXISTS ${name} SYNC`);
}
