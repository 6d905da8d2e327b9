import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';
import { silentLogger } from '../../platform/log.ts';
import { describeMoves } from '../moves.contract.ts';
import { openChdbLedger } from './index.ts';

const path = mkdtempSync(join(tmpdir(), 'weir-moves-'));
afterAll(() => rmSync(path, { recursive: true, force: true }));

describeMoves('chdb', (virtualTags) => openChdbLedger({ path, log: silentLogger, virtualTags }));
