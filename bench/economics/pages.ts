/**
 * Measures what the pages about value ask the API, over a ledger of 10 million calls with outcomes and shares of other costs.
 *
 *     npx tsx bench/economics/pages.ts                     makes the ledger, measures, removes it
 *     npx tsx bench/economics/pages.ts --calls N --keep    smaller; keeps it
 *     npx tsx bench/economics/pages.ts --dir DIR           measures one that was kept
 *
 * Every question is asked once of each of some ranges, so that nothing of it is remembered, and once more right after. The
 * API is that of the product, in this process; nothing is authenticated over a socket.
 */
import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { openLocalControl } from '../../packages/server/src/app/local-control.ts';
import type { LocalControl } from '../../packages/server/src/cli/index.ts';
import { openChdbEngine } from '../../packages/server/src/ledger/chdb/engine.ts';
import { createSqlLedger } from '../../packages/server/src/ledger/sql/store.ts';
import { configSchema } from '../../packages/server/src/platform/config/schema.ts';
import { silentLogger } from '../../packages/server/src/platform/log.ts';
import { generate } from '../ledger/generate.ts';
import { tellOutcomes, tellShares } from './value.ts';
import { declareWorkloads } from './workloads.ts';

const DAY_MS = 86_400_000;

const { values: flags } = parseArgs({
  options: {
    calls: { type: 'string', default: '10000000' },
    dir: { type: 'string' },
    keep: { type: 'boolean' },
    rounds: { type: 'string', default: '5' },
    only: { type: 'string' },
    /** Also makes the workloads, in a directory that has none. */
    declare: { type: 'boolean' },
    /** Digests of all answers, to compare versions by. */
    digests: { type: 'string' },
  },
});

const directory = flags.dir ?? mkdtempSync(join(tmpdir(), 'weir-bench-pages-'));
try {
  if (flags.dir === undefined) await fillLedger(Number(flags.calls));
  const control = await openLocalControl(configSchema.parse({ data_dir: directory }));
  try {
    if (flags.dir === undefined || flags.declare) {
      await declareWorkloads((method, path, body) => tell(control, method, path, body));
    }
    await measure(control);
  } finally {
    await control.close();
  }
} finally {
  if (flags.keep || flags.dir !== undefined) console.log(`kept in ${directory}`);
  else rmSync(directory, { recursive: true, force: true });
}

async function fillLedger(total: number): Promise<void> {
  const engine = openChdbEngine({ path: join(directory, 'ledger'), log: silentLogger });
  try {
    await createSqlLedger(engine).migrate();
    const began = performance.now();
    const end = Math.floor(Date.now() / 3_600_000) * 3_600_000;
    await generate(engine, total, (text) => console.log(`  ${text}`), end);
    await tellOutcomes(engine);
    await tellShares(engine, end);
    console.log(`generated in ${((performance.now() - began) / 1_000).toFixed(0)} s`);
  } finally {
    await engine.close();
  }
}

/** What pages ask, of 30 days that end some days ago. */
function questions(back: number): Record<string, string> {
  const day = (ago: number) => new Date(Date.now() - ago * DAY_MS).toISOString().slice(0, 10);
  const range = `since=${day(30 + back)}&until=${day(back)}`;
  const busiest = '/workloads/workload-0';
  const quiet = '/workloads/workload-20';
  return {
    overview: '/overview',
    'costs by day': `/costs?${range}&interval=day`,
    'costs by workload': `/costs?${range}&by=workload`,
    'explore by model': `/explore?${range}&by=model`,
    'explore by workload, day': `/explore?${range}&by=workload&interval=day`,
    viability: `/viability?${range}`,
    'unit economics, by=': `${busiest}/unit-economics?${range}&by=`,
    'unit economics': `${busiest}/unit-economics?${range}`,
    'unit economics, by=, quiet': `${quiet}/unit-economics?${range}&by=`,
    'unit economics, quiet': `${quiet}/unit-economics?${range}`,
    scorecard: `${busiest}/scorecard?${range}`,
    scorecards: `/scorecards?${range}`,
    'full cost': `/full-cost?${range}`,
    coverage: `/attribution/coverage?${range}`,
    outcomes: `/outcomes?${range}&limit=50`,
    'outcomes of a workload': `/outcomes?${range}&workload=workload-0&limit=50`,
    timeline: `${busiest}/timeline?${range}`,
  };
}

async function measure(control: LocalControl): Promise<void> {
  const rounds = Number(flags.rounds);
  const digests: string[] = [];
  const chosen = (name: string) => flags.only === undefined || name.includes(flags.only);
  console.log(
    `${cpus().length} cores, load ${loadavg()[0]?.toFixed(1)}; ms; ranges asked for the first time (cpu: median, all threads), then again`,
  );
  console.log('question                      first     best   median     most      cpu    again');
  for (const name of Object.keys(questions(1)).filter(chosen)) {
    const taken: number[] = [];
    const cpu: number[] = [];
    const again: number[] = [];
    for (let round = 0; round < rounds; round++) {
      const path = questions(1 + round * 2)[name] ?? '';
      const before = process.cpuUsage();
      const { ms, text } = await ask(control, path);
      const { user, system } = process.cpuUsage(before);
      taken.push(ms);
      cpu.push((user + system) / 1_000);
      again.push((await ask(control, path)).ms);
      if (path.includes('since=')) digests.push(`${path} ${createHash('sha256').update(text).digest('hex')}`);
      if (flags.digests !== undefined)
        writeFileSync(`${flags.digests}.${name.replace(/\W+/g, '-')}.${round}.json`, text);
    }
    const [first = 0] = taken;
    const row = [first, least(taken), median(taken), Math.max(...taken), median(cpu), median(again)];
    console.log(`${name.padEnd(27)} ${row.map((ms) => ms.toFixed(0).padStart(7)).join('  ')}`);
  }
  console.log(`load ${loadavg()[0]?.toFixed(1)} at the end`);
  if (flags.digests !== undefined) writeFileSync(flags.digests, `${digests.join('\n')}\n`);
}

async function ask(control: LocalControl, path: string): Promise<{ ms: number; text: string }> {
  const began = performance.now();
  const response = await control.fetch(
    new Request(`http://localhost/api/v1${path}`, { headers: { authorization: `Bearer ${control.token}` } }),
  );
  const text = await response.text();
  if (!response.ok) throw new Error(`${path}: ${response.status} ${text.slice(0, 300)}`);
  return { ms: performance.now() - began, text };
}

async function tell(control: LocalControl, method: string, path: string, body: object): Promise<void> {
  const response = await control.fetch(
    new Request(`http://localhost/api/v1${path}`, {
      method,
      headers: { authorization: `Bearer ${control.token}`, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    }),
  );
  if (!response.ok) throw new Error(`${path}: ${response.status} ${(await response.text()).slice(0, 300)}`);
}

function least(values: readonly number[]): number {
  return Math.min(...values);
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
}
