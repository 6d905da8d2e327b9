import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';
import { silentLogger } from '../../platform/log.ts';
import { describeEconomics } from '../economics.contract.ts';
import { openChdbLedger } from './index.ts';

const directory = mkdtempSync(join(tmpdir(), 'weir-economics-'));
afterAll(() => rmSync(directory, { recursive: true, force: true }));

describeEconomics('chdb', () => openChdbLedger({ path: join(directory, 'ledger'), log: silentLogger }));
