/**
 * Calls at a steady rate from a gateway's spool into the ledger while people look at it: how long after its end is a call
 * in the ledger? `npx tsx bench/ledger/sustained.ts [--rate 5000] [--seconds 30]`. The gateway's part, a spool writer, is a
 * process of its own.
 */
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { openChdbLedger } from '../../packages/server/src/ledger/chdb/index.ts';
import { configOf } from '../../packages/server/src/ledger/testing/spool.ts';
import { startLedgerWriter } from '../../packages/server/src/ledger/writer/index.ts';
import { systemClock } from '../../packages/server/src/platform/clock.ts';
import { silentLogger } from '../../packages/server/src/platform/log.ts';

const QUERY_EVERY_MS = 500;
const { values: flags } = parseArgs({ options: { rate: { type: 'string' }, seconds: { type: 'string' } } });
const rate = Number(flags.rate ?? 5_000);
const seconds = Number(flags.seconds ?? 30);
const directory = mkdtempSync(join(tmpdir(), 'weir-bench-sustained-'));
const root = join(directory, 'spool');
const ledger = await openChdbLedger({ path: join(directory, 'ledger'), log: silentLogger });
const lags: number[] = [];
let batches = 0;
const writer = startLedgerWriter({
  root,
  store: ledger,
  // as it is by default
  config: configOf({ fsync: 'interval', fsync_interval_ms: 50, poll_ms: 400 }),
  clock: systemClock,
  log: silentLogger,
  onLanded(calls) {
    const now = Date.now();
    batches++;
    for (const call of calls) lags.push(now - Date.parse(call.ended_at));
  },
  onFinding: (finding) => console.log(finding.message),
});
const gateway = spawn(
  process.execPath,
  [
    '--import',
    'tsx',
    fileURLToPath(new URL('./sustained-gateway.ts', import.meta.url)),
    root,
    String(rate),
    String(seconds),
  ],
  { stdio: 'inherit' },
);
let writing = true;
const ended = new Promise<void>((resolve) => {
  gateway.once('exit', () => {
    writing = false;
    resolve();
  });
});
const cpu = process.cpuUsage();
const times = await look();
await ended;
await writer.drain();
const { user, system } = process.cpuUsage(cpu);
const { calls } = await ledger.totals();
await writer.stop();
await ledger.close();
rmSync(directory, { recursive: true, force: true });
const at = (values: number[], share: number) =>
  values.sort((a, b) => a - b)[Math.ceil(values.length * share) - 1]?.toFixed(0) ?? '-';
console.log(
  `load ${loadavg()[0]?.toFixed(1)}; ${calls} calls at ${rate}/s in ${batches} batches; lag p50 ${at(lags, 0.5)} ms, p99 ${at(lags, 0.99)} ms, most ${at(lags, 1)} ms`,
);
console.log(
  `${times.length} queries meanwhile, p50 ${at(times, 0.5)} ms, p95 ${at(times, 0.95)} ms; ${((user + system) / calls).toFixed(0)} us CPU per call, all threads and queries`,
);
if (calls !== rate * seconds || Number(at(lags, 0.99)) > 2_000) process.exitCode = 1;

/** What an explorer, a calls list and the budgets ask. */
async function look(): Promise<number[]> {
  const taken: number[] = [];
  while (writing) {
    const until = new Date();
    const range = { since: new Date(until.getTime() - 3_600_000), until };
    const began = performance.now();
    await ledger.costs({
      ...range,
      by: ['workload', 'model'],
      filter: {},
      timeZone: 'UTC',
      sandbox: 'exclude',
    });
    await ledger.calls({ ...range, filter: {}, limit: 50 });
    await ledger.spend([{ since: range.since, scope: { workload: 'workload-1' }, after: {} }]);
    taken.push(performance.now() - began);
    await new Promise((resolve) => setTimeout(resolve, QUERY_EVERY_MS));
  }
  return taken;
}
