/**
 * Measures the import of a CSV file of calls, every row priced: `npx tsx bench/ledger/import.ts [--rows N]`. Then imports
 * its first tenth again, which must add nothing.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { ImportEvent } from '../../packages/core/src/contract/index.ts';
import { createPriceBook, rateUsage } from '../../packages/core/src/pricing/index.ts';
import { importCalls } from '../../packages/server/src/ingest/calls/index.ts';
import { openChdbLedger } from '../../packages/server/src/ledger/chdb/index.ts';
import { createExclusive } from '../../packages/server/src/ledger/exclusive.ts';
import { loadCatalog } from '../../packages/server/src/platform/catalog.ts';
import { silentLogger } from '../../packages/server/src/platform/log.ts';

const START = Date.UTC(2026, 9, 1);
const MODELS = ['gpt-4o', 'gpt-4o-mini', 'gpt-4.1', 'o3'];
const CHUNK_ROWS = 2_000;

const { values: flags } = parseArgs({ options: { rows: { type: 'string' } } });
const total = Number(flags.rows ?? 1_000_000);
const directory = mkdtempSync(join(tmpdir(), 'weir-bench-import-'));
const ledger = await openChdbLedger({ path: join(directory, 'ledger'), log: silentLogger });
const catalog = loadCatalog();
const deps = {
  store: ledger,
  exclusive: createExclusive(),
  priceBook: createPriceBook(catalog.list, catalog.units, { catalog: catalog.overrides }),
  rateUsage,
  workload: (id: string) => ({ tags: { team: `team-${id.length}`, owner: 'o@acme.example' } }),
  isUnit: (name: string) => catalog.units.get(name) !== undefined,
  latest: Date.UTC(2026, 11, 1),
};
try {
  const cpu = process.cpuUsage();
  const began = performance.now();
  const done = await run(total);
  const seconds = (performance.now() - began) / 1_000;
  const { user, system } = process.cpuUsage(cpu);
  console.log(`load ${loadavg()[0]?.toFixed(1)}, ${(process.memoryUsage().rss / 1e6).toFixed(0)} MB RSS`);
  console.log(
    `${done.imported} of ${done.read} rows in ${seconds.toFixed(1)} s: ${Math.round(done.read / seconds)} rows/s, ${((user + system) / done.read).toFixed(0)} us CPU per row, all threads`,
  );
  const again = await run(total / 10);
  const { calls } = await ledger.totals();
  console.log(
    `again: ${again.imported} new, ${again.duplicates} duplicates; the ledger holds ${calls} calls`,
  );
  if (done.imported !== total || again.imported !== 0 || calls !== total) process.exitCode = 1;
} finally {
  await ledger.close();
  rmSync(directory, { recursive: true, force: true });
}

async function run(rows: number): Promise<Extract<ImportEvent, { type: 'done' }>> {
  const options = { format: 'csv' as const, provider: 'openai', map: {} };
  for await (const event of importCalls(csv(rows), options, deps)) if (event.type === 'done') return event;
  throw new Error('the import did not end');
}

async function* csv(rows: number): AsyncGenerator<Uint8Array> {
  yield Buffer.from('at,model,input_tokens,output_tokens,tag.workload,tag.user,duration_ms\n');
  for (let from = 0; from < rows; from += CHUNK_ROWS) {
    const lines = Array.from({ length: Math.min(CHUNK_ROWS, rows - from) }, (_, i) => line(from + i));
    yield Buffer.from(lines.join(''));
  }
}

function line(n: number): string {
  const at = new Date(START + n * 2_000).toISOString();
  const of = (size: number) => (n * 2_654_435_761) % size;
  return `${at},${MODELS[of(4)]},${50 + of(9_000)},${5 + of(900)},workload-${of(30)},user-${of(5_000)},${200 + of(4_000)}\n`;
}
