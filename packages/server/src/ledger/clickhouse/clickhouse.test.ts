import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll } from 'vitest';
import { silentLogger } from '../../platform/log.ts';
import { describeEconomics } from '../economics.contract.ts';
import { describeEntries } from '../entries.contract.ts';
import { describeBudgetFigures } from '../figures.contract.ts';
import { describeMoves } from '../moves.contract.ts';
import { describeOutcomes } from '../outcomes.contract.ts';
import { describeSpend } from '../spend.contract.ts';
import { describeSqlEngine } from '../sql/engine.contract.ts';
import type { SqlEngine } from '../sql/engine.ts';
import { createSqlLedger, type SqlLedgerOptions } from '../sql/store.ts';
import { describeStatements } from '../statements.contract.ts';
import { describeLedgerStore } from '../store.contract.ts';
import { describeTasks } from '../tasks.contract.ts';
import { type ClickHouseFront, startClickHouseFront } from '../testing/clickhouse-front-process.ts';
import { connectClickHouse } from './index.ts';

/** A real server, where there is one: the suite makes databases named weir_test_... in it and drops them. */
const REAL = process.env['WEIR_TEST_CLICKHOUSE_URL'];
const kind = REAL === undefined ? 'HTTP front over chdb' : 'ClickHouse server';

const directory = mkdtempSync(join(tmpdir(), 'weir-front-'));
const databases: string[] = [];
let front: ClickHouseFront | undefined;
beforeAll(async () => {
  if (REAL === undefined) front = await startClickHouseFront(join(directory, 'server'));
});
afterAll(async () => {
  for (const name of REAL === undefined ? [] : databases) {
    const engine = connect(name);
    await engine.command(`DROP DATABASE ${name} SYNC`);
    await engine.close();
  }
  await front?.kill();
  rmSync(directory, { recursive: true, force: true });
});

function connect(database: string): SqlEngine {
  return connectClickHouse({ url: REAL ?? front?.url ?? '', database, log: silentLogger });
}

const open =
  (name: string) =>
  async (options: SqlLedgerOptions = {}) => {
    const database = `weir_test_${name}_${process.pid}`;
    databases.push(database);
    const ledger = createSqlLedger(connect(database), options);
    await ledger.migrate();
    return ledger;
  };

describeLedgerStore(kind, () => open('ledger')());
describeSpend(kind, () => open('spend')());
describeBudgetFigures(kind, () => open('figures')());
describeTasks(kind, () => open('tasks')());
describeEntries(kind, (isClosed) => open('entries')({ isClosed }));
describeMoves(kind, (virtualTags) => open('moves')({ virtualTags }));
describeEconomics(kind, () => open('economics')());
describeStatements(kind, () => open('statements')());
describeOutcomes(kind, () => open('outcomes')());

let engine: SqlEngine;
beforeAll(() => {
  const database = `weir_test_engine_${process.pid}`;
  databases.push(database);
  engine = connect(database);
});
afterAll(() => engine.close());
describeSqlEngine(kind, { engine: () => engine, scratch: () => directory });
