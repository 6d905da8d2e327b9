import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';
import { silentLogger } from '../../platform/log.ts';
import { describeExploring } from '../explore.contract.ts';
import { openChdbLedger } from './index.ts';

const directory = mkdtempSync(join(tmpdir(), 'weir-explore-'));
afterAll(() => rmSync(directory, { recursive: true, force: true }));

describeExploring('chdb', () => openChdbLedger({ path: join(directory, 'ledger'), log: silentLogger }));
