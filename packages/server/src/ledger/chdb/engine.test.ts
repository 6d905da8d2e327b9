import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll } from 'vitest';
import { silentLogger } from '../../platform/log.ts';
import { describeSqlEngine } from '../sql/engine.contract.ts';
import type { SqlEngine } from '../sql/engine.ts';
import { openChdbEngine } from './engine.ts';

let directory: string;
let engine: SqlEngine;
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'weir-engine-'));
  engine = openChdbEngine({ path: join(directory, 'ledger'), log: silentLogger });
});
afterAll(async () => {
  await engine.close();
  rmSync(directory, { recursive: true, force: true });
});

describeSqlEngine('chdb', {
  engine: () => engine,
  scratch: () => directory,
  leftovers: () => readdirSync(join(directory, 'ledger', 'tmp')),
});
