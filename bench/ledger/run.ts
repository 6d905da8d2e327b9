/**
 * Measures the ledger: insert rate, the explorer's queries, bytes on disk.
 *
 *     npx tsx bench/ledger/run.ts            1 million calls
 *     npx tsx bench/ledger/run.ts --10m      10 million
 *     npx tsx bench/ledger/run.ts --calls N --keep
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { cpus, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { openChdbEngine } from '../../packages/server/src/ledger/chdb/engine.ts';
import type { LedgerStore } from '../../packages/server/src/ledger/port.ts';
import type { SqlEngine } from '../../packages/server/src/ledger/sql/engine.ts';
import { createSqlLedger } from '../../packages/server/src/ledger/sql/store.ts';
import { callOf, chargeOf } from '../../packages/server/src/ledger/testing/facts.ts';
import { silentLogger } from '../../packages/server/src/platform/log.ts';
import { generate } from './generate.ts';
import { explorerQueries } from './queries.ts';

const BATCHES = 12;
const BATCH_CALLS = 4_000;
const ROUNDS = 5;

const { values: flags } = parseArgs({
  options: {
    '10m': { type: 'boolean' },
    calls: { type: 'string' },
    keep: { type: 'boolean' },
    rounds: { type: 'string' },
    dir: { type: 'string' },
  },
});
const total = Number(flags.calls ?? (flags['10m'] ? 10_000_000 : 1_000_000));
const directory = flags.dir ?? mkdtempSync(join(tmpdir(), 'weir-bench-ledger-'));
const engine = openChdbEngine({ path: join(directory, 'ledger'), log: silentLogger });
const store = createSqlLedger(engine);
try {
  await store.migrate();
  console.log(
    `${cpus().length} cores, load ${loadavg()[0]?.toFixed(1)}, ${total.toLocaleString('en')} calls`,
  );
  if (flags.dir === undefined) {
    const began = performance.now();
    await generate(engine, total, (text) => console.log(`  ${text}`));
    console.log(`generated in ${((performance.now() - began) / 1000).toFixed(1)} s`);
  }
  await reportDisk(engine);
  await reportQueries(store);
  await reportInserts(store);
} finally {
  await engine.close();
  if (flags.keep || flags.dir !== undefined) console.log(`kept in ${directory}`);
  else rmSync(directory, { recursive: true, force: true });
}

async function reportDisk(sql: SqlEngine): Promise<void> {
  const rows = await sql.select<{ table: string; rows: number; bytes: number }>(
    `SELECT table, sum(rows) AS rows, sum(bytes_on_disk) AS bytes FROM system.parts
WHERE active AND database = currentDatabase() GROUP BY table ORDER BY table`,
  );
  console.log('\ntable                          rows       MiB   bytes/row');
  for (const { table, rows: count, bytes } of rows) {
    console.log(
      `${table.padEnd(24)} ${String(count).padStart(10)} ${(bytes / 1_048_576).toFixed(1).padStart(9)} ${(bytes / count).toFixed(1).padStart(11)}`,
    );
  }
}

async function reportQueries(ledger: LedgerStore): Promise<void> {
  const times = new Map<string, number[]>();
  for (let round = 0; round < Number(flags.rounds ?? ROUNDS); round++) {
    for (const { name, run } of await explorerQueries(ledger)) {
      const began = performance.now();
      await run();
      const taken = times.get(name) ?? [];
      taken.push(performance.now() - began);
      times.set(name, taken);
    }
  }
  console.log('\nquery                                          n    p50 ms    p95 ms');
  for (const [name, taken] of times) {
    const sorted = taken.sort((a, b) => a - b);
    const at = (share: number) => (sorted[Math.ceil(sorted.length * share) - 1] ?? 0).toFixed(0).padStart(9);
    console.log(`${name.padEnd(42)} ${String(sorted.length).padStart(5)} ${at(0.5)} ${at(0.95)}`);
  }
}

/** Through `append`: checks, encoding, both tables, both rollups, synced to the device. */
async function reportInserts(ledger: LedgerStore): Promise<void> {
  const charges = [chargeOf(), chargeOf({ unit: 'cache_read_tokens' }), chargeOf({ unit: 'output_tokens' })];
  const cpu = process.cpuUsage();
  const began = performance.now();
  for (let batch = 0; batch < BATCHES; batch++) {
    const calls = Array.from({ length: BATCH_CALLS }, (_, i) =>
      callOf({ call_id: `bench-${batch}-${i}`, charges }),
    );
    await ledger.append({ token: `bench-${batch}`, calls });
  }
  const seconds = (performance.now() - began) / 1000;
  const { user, system } = process.cpuUsage(cpu);
  const count = BATCHES * BATCH_CALLS;
  console.log(
    `\nappend: ${Math.round(count / seconds).toLocaleString('en')} calls/s with 3 charges each, ${((user + system) / count).toFixed(0)} us CPU per call`,
  );
}
