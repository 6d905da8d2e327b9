// Direct, nginx, Portkey and Weir on one instant upstream, in one run. Usage:
//   npx tsx bench/gateway/run.ts [--quick] [--only direct,nginx,bare,portkey,weir] [--rounds n] [--json]
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { freePorts } from '../../tests/support/ports.ts';
import { measure, type Plan, type Round } from './measure.ts';
import { startUpstream } from './nginx.ts';
import { OTHER_CORES, pin } from './processes.ts';
import { figuresOf, printReport } from './report.ts';
import { bare, direct, nginx, portkey, type Variant, weir } from './variants.ts';

const { values: options } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
    only: { type: 'string', default: 'direct,nginx,bare,portkey,weir' },
    rounds: { type: 'string' },
  },
});

const FULL: Plan = {
  rounds: 5,
  saturateSeconds: 6,
  pacedSeconds: 5,
  pacedPerSecond: 1_000,
  streamSeconds: 5,
  streamsPerSecond: 200,
};
const QUICK: Plan = { ...FULL, rounds: 1, saturateSeconds: 2, pacedSeconds: 2, streamSeconds: 2 };
/** Not measured: connections open, code gets compiled (tens of thousands of calls until it is), caches fill. */
const WARM_UP: Plan = {
  ...QUICK,
  saturateSeconds: options.quick ? 3 : 6,
  pacedSeconds: 0.5,
  streamSeconds: 1,
};

const dir = mkdtempSync(join(tmpdir(), 'weir-bench-'));
const [upstreamPort = 0] = await freePorts(1);
const upstream = await startUpstream(dir, upstreamPort);
pin([process.pid, ...upstream.workers], OTHER_CORES);
const wanted = options.only.split(',');
const variants: Variant[] = [];
let failed = false;

try {
  const starters: Record<string, () => Variant | Promise<Variant>> = {
    direct: () => direct(upstream),
    nginx: () => nginx(dir, upstream),
    bare: () => bare(upstream),
    portkey: () => portkey(upstream),
    weir: () => weir(upstream),
  };
  for (const name of wanted) {
    const starter = starters[name];
    if (starter === undefined) throw new Error(`unknown variant ${name}; known: ${Object.keys(starters)}`);
    variants.push(await starter());
  }
  const plan = { ...(options.quick ? QUICK : FULL) };
  if (options.rounds !== undefined) plan.rounds = Number(options.rounds);
  for (const variant of variants) await measure(variant, WARM_UP, dir);
  const rounds = new Map<Variant, Round[]>(variants.map((variant) => [variant, []]));
  for (let round = 1; round <= plan.rounds; round++) {
    for (const variant of variants) {
      process.stderr.write(`round ${round}/${plan.rounds} ${variant.name}\n`);
      rounds.get(variant)?.push(await measure(variant, plan, dir));
    }
  }
  const figures = variants.map((variant) => figuresOf(variant, rounds.get(variant) ?? []));
  const rates = { paced: plan.pacedPerSecond, streams: plan.streamsPerSecond };
  process.stdout.write(options.json ? `${JSON.stringify(figures)}\n` : `${printReport(figures, rates)}\n`);
  failed = figures.some(({ failures }) => failures > 0);
  if (failed)
    process.stderr.write('FAILED: some calls were not answered properly; see the column failures.\n');
} finally {
  for (const variant of variants) await variant.stop();
  await upstream.stop();
  rmSync(dir, { recursive: true, force: true });
}
process.exit(failed ? 1 : 0);
