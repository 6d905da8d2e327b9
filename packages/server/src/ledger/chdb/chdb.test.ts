import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';
import { silentLogger } from '../../platform/log.ts';
import { describeEntries } from '../entries.contract.ts';
import { describeBudgetFigures } from '../figures.contract.ts';
import { describeOutcomes } from '../outcomes.contract.ts';
import { describeRetention } from '../retention.contract.ts';
import { describeSpend } from '../spend.contract.ts';
import { describeStatements } from '../statements.contract.ts';
import { describeLedgerStore } from '../store.contract.ts';
import { describeTasks } from '../tasks.contract.ts';
import { openChdbLedger } from './index.ts';

const directory = mkdtempSync(join(tmpdir(), 'weir-ledger-'));
afterAll(() => rmSync(directory, { recursive: true, force: true }));

const open = (name: string) => () => openChdbLedger({ path: join(directory, name), log: silentLogger });

describeLedgerStore('chdb', open('ledger'));
describeSpend('chdb', open('spend'));
describeBudgetFigures('chdb', open('figures'));
describeTasks('chdb', open('tasks'));
describeEntries('chdb', (isClosed) =>
  openChdbLedger({ path: join(directory, 'entries'), log: silentLogger, isClosed }),
);
describeStatements('chdb', open('statements'));
describeOutcomes('chdb', open('outcomes'));
describeRetention('chdb', (isClosed) =>
  openChdbLedger({ path: join(directory, 'retention'), log: silentLogger, isClosed }),
);
