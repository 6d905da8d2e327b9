import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';
import { silentLogger } from '../../platform/log.ts';
import { describeLedgerStore } from '../store.contract.ts';
import { openChdbLedger } from './index.ts';

const directory = mkdtempSync(join(tmpdir(), 'weir-ledger-'));
afterAll(() => rmSync(directory, { recursive: true, force: true }));

describeLedgerStore('chdb', () => openChdbLedger({ path: join(directory, 'ledger'), log: silentLogger }));
