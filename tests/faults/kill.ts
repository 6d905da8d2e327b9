/**
 * Kills processes of a running Weir at random moments under load, then holds the ledger against what clients and the
 * provider saw: `npx tsx tests/faults/kill.ts --kills 200 --rate 500 [--supervisor]`. Prints counts; exit code 1 when a
 * call is missing, doubled or wrong.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { freePorts } from '../support/ports.ts';
import { waitFor } from '../support/wait.ts';
import { type Role, type RunningWeir, startWeir } from '../support/weir.ts';
import { startLoad } from './load.ts';
import { startCountingProvider } from './provider.ts';
import { judge, type Verdict } from './verdict.ts';

export interface KillPlan {
  kills: number;
  /** Calls per second. */
  rate: number;
  /** Kill the supervisor too, now and then, and start again. */
  supervisor: boolean;
  workers?: number;
  say?: (line: string) => void;
}

const WORKLOAD = 'under-fire';

export async function killAtRandom({
  kills,
  rate,
  supervisor,
  workers = 1,
  say = () => {},
}: KillPlan): Promise<Verdict & { killed: Record<string, number> }> {
  const provider = await startCountingProvider();
  const dir = mkdtempSync(join(tmpdir(), 'weir-kill-'));
  const [gatewayPort = 0, adminPort = 0] = await freePorts(2);
  const config = [
    'providers:',
    '  - id: counting',
    '    dialect: openai',
    `    base_url: ${provider.url}`,
    '    price_provider: openai',
    '    models: ["gpt-4o-mini"]',
    '',
  ].join('\n');
  const start = () => startWeir({ dir, config, workers, gatewayPort, adminPort });
  let weir = await start();
  try {
    const { secret } = await weir.admin.createWorkload(WORKLOAD, { approved_models: [] });
    await keyKnown(weir, secret);
    const load = startLoad(weir.gatewayUrl, secret, rate);
    const killed: Record<string, number> = { control: 0, worker: 0, supervisor: 0 };
    let done = 0;
    while (done < kills) {
      await sleep(100 + Math.random() * 1_400);
      const role = pick(supervisor);
      if (role === 'supervisor') weir = await restart(weir, start);
      // it is between two lives: another moment
      else if (weir.kill(role) === 0) continue;
      killed[role] = (killed[role] ?? 0) + 1;
      done += 1;
      if (done % 20 === 0) say(`${done} kills, ${load.seen.length} calls answered or broken off`);
    }
    await sleep(1_000);
    await load.stop();
    await healthy(weir);
    return { ...(await judge(weir.admin, WORKLOAD, load.seen, provider.reached)), killed };
  } finally {
    await weir.stop();
    await provider.close();
    rmSync(dir, { recursive: true, force: true });
  }
}

function pick(supervisor: boolean): Extract<Role, 'control' | 'worker' | 'supervisor'> {
  const chance = Math.random();
  if (supervisor && chance < 0.1) return 'supervisor';
  return chance < 0.5 ? 'control' : 'worker';
}

async function restart(weir: RunningWeir, start: () => Promise<RunningWeir>): Promise<RunningWeir> {
  weir.kill('supervisor');
  return start();
}

async function keyKnown(weir: RunningWeir, key: string): Promise<void> {
  await waitFor('the key to reach the gateway', 10_000, async () => {
    const response = await fetch(`${weir.gatewayUrl}/v1/models`, {
      headers: { authorization: `Bearer ${key}` },
    });
    return response.ok ? true : undefined;
  });
}

async function healthy(weir: RunningWeir): Promise<void> {
  await waitFor('Weir to be whole again', 30_000, async () => {
    const [gateway, admin] = await Promise.all([
      fetch(`${weir.gatewayUrl}/health/ready`),
      fetch(`${weir.adminUrl}/health`),
    ]);
    return gateway.ok && admin.ok ? true : undefined;
  });
}

if (import.meta.filename === process.argv[1]) {
  const { values } = parseArgs({
    options: {
      kills: { type: 'string', default: '200' },
      rate: { type: 'string', default: '500' },
      workers: { type: 'string', default: '1' },
      supervisor: { type: 'boolean', default: false },
    },
  });
  const verdict = await killAtRandom({
    kills: Number(values.kills),
    rate: Number(values.rate),
    workers: Number(values.workers),
    supervisor: values.supervisor,
    say: (line) => console.log(line),
  });
  console.log(verdict);
  const { endedButMissing, endedButNotOk, reachedButMissing, twice, unflagged, cost, reported } = verdict;
  const faults = [endedButMissing, endedButNotOk, reachedButMissing, twice, unflagged].flat().length;
  process.exitCode = faults === 0 && cost === reported ? 0 : 1;
  console.log(process.exitCode === 0 ? 'Every call is accounted for, once.' : 'FAILED');
}
