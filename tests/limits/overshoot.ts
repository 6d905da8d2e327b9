/**
 * `npx tsx tests/limits/overshoot.ts --rounds 100 [--cluster] [--clients 64] [--no-kills]`: see README.md. Prints a table;
 * exit code 1 when any limit was passed or anything stays reserved.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import type { BudgetView, KeyWithSecret, Page, Status } from '@weir/core/contract';
import { dollars } from '../support/prices.ts';
import { waitFor } from '../support/wait.ts';
import { type BillingProvider, startBillingProvider } from './billing-provider.ts';
import { BUDGETS, teamOf, WORKLOADS } from './budgets.ts';
import { spendUntilRefused } from './clients.ts';
import { type Fleet, startCluster, startOneMachine } from './fleet.ts';

export interface Trial {
  rounds: number;
  /** No further round is begun after so long. */
  minutes: number;
  clients: number;
  kills: boolean;
  start(providerUrl: string): Promise<Fleet>;
  say(line: string): void;
}

export interface TrialResult {
  rounds: number;
  calls: number;
  refusals: number;
  unavailable: number;
  broken: number;
  killed: Record<string, number>;
  /** Budgets times rounds that were compared. */
  comparisons: number;
  /** Largest excess over a limit, pico-dollars: must be 0. */
  overshootBilled: bigint;
  overshootSettled: bigint;
  /** What stayed reserved at rest, summed: must be 0. */
  stranded: bigint;
  /** Rounds in which Weir settled less than the provider billed: must be 0. */
  underSettled: number;
  /** Settled / limit of budgets that refused, at the end of their round, percent: lowest and median. */
  utilisation: { lowest: number; median: number };
}

/** Micro-dollars that all budgets together may grow by in a round: some hundred calls. */
const ROUND_PICO = 90_000_000_000n;
/** The first limits are larger, so that the last call that fits is small beside them. */
const FIRST_ROUNDS = 8n;
/** A worst case is to be at most 0.5% of a limit whose utilisation counts. */
const DEAREST_CALL_PICO = 700_000_000n;
const ROUND_MS = 60_000;
const REST_MS = 90_000;
const KILL_WITHIN_MS = 800;
/** Gateways tell once a second what they have settled of a lease; until then it counts as leased. */
const LOOK_MS = 250;
const QUIET_LOOKS = 8;
/** Changes of budgets under way together. */
const AT_ONCE = 10;

export async function runTrial({ rounds, minutes, clients, kills, start, say }: Trial): Promise<TrialResult> {
  const provider = await startBillingProvider();
  const fleet = await start(provider.url);
  const result = emptyResult();
  const utilisations: number[] = [];
  try {
    const keys = await makeWorkloads(fleet);
    const limits = new Map<string, bigint>();
    const end = performance.now() + minutes * 60_000;
    for (let round = 0; round < rounds && performance.now() < end; round += 1) {
      const started = performance.now();
      await raise(fleet, limits, round);
      const killing = kills ? killSome(fleet, result) : Promise.resolve();
      const { statuses, refused } = await spendUntilRefused(
        clients,
        fleet.gateways,
        (workload) => keys.get(workload) ?? '',
        performance.now() + ROUND_MS,
      );
      await killing;
      const budgets = await atRest(fleet);
      count(result, statuses);
      const faults = compare(result, budgets, limits, provider, new Set(refused.keys()), utilisations);
      for (const fault of faults.slice(0, 5)) say(`round ${round + 1}: ${fault}`);
      result.rounds = round + 1;
      result.calls = provider.calls;
      if (round % 10 === 9 || round === 0) {
        say(
          `round ${round + 1}: ${provider.calls} calls, ${Math.round(performance.now() - started)} ms, overshoot ${dollars(result.overshootBilled)}`,
        );
      }
    }
    utilisations.sort((a, b) => a - b);
    result.utilisation = {
      lowest: utilisations[0] ?? 0,
      median: utilisations[utilisations.length >> 1] ?? 0,
    };
    return result;
  } finally {
    await fleet.stop();
    await provider.close();
  }
}

function emptyResult(): TrialResult {
  return {
    rounds: 0,
    calls: 0,
    refusals: 0,
    unavailable: 0,
    broken: 0,
    killed: {},
    comparisons: 0,
    overshootBilled: 0n,
    overshootSettled: 0n,
    stranded: 0n,
    underSettled: 0,
    utilisation: { lowest: 0, median: 0 },
  };
}

async function makeWorkloads(fleet: Fleet): Promise<Map<string, string>> {
  const admin = await fleet.admin();
  const keys = new Map<string, string>();
  for (const team of new Set(WORKLOADS.map(teamOf))) await admin.post('/teams', { id: team });
  await admin.post('/applications', { id: 'trial' });
  for (const id of WORKLOADS) {
    await admin.post('/workloads', {
      id,
      application: 'trial',
      team: teamOf(id),
      environment: 'production',
      stage: 'production',
      owner: 'trial@example.com',
      cost_center: 'default',
      use_case: 'trial',
      business_process: 'trial',
      request_type: 'trial',
      approved_models: [],
    });
    const { secret } = await admin.post<KeyWithSecret>('/keys', { workload: id });
    keys.set(id, secret);
  }
  return keys;
}

/** Every limit grows by its share of the round, more or less, so that now this and now that budget is the tightest. */
async function raise(fleet: Fleet, limits: Map<string, bigint>, round: number): Promise<void> {
  await each(BUDGETS, AT_ONCE, async ({ id, scope, share }) => {
    const growth = BigInt(Math.round(Number(ROUND_PICO) * share * (0.7 + Math.random() * 0.6)));
    const before = limits.get(id);
    const limit = before === undefined ? growth * FIRST_ROUNDS : before + growth;
    const amount = dollars(limit);
    await retried(async () => {
      const admin = await fleet.admin();
      const terms = { id, scope, amount, currency: 'USD', period: 'total', mode: 'hard' };
      if (before === undefined) await admin.post('/budgets', terms);
      else await admin.request('PATCH', `/budgets/${id}`, { amount });
      return true;
    });
    limits.set(id, limit);
  });
  if (round === 0) await sleep(1_000);
}

async function killSome({ victims }: Fleet, { killed }: TrialResult): Promise<void> {
  await sleep(Math.random() * KILL_WITHIN_MS);
  const sum = victims.reduce((total, { weight }) => total + weight, 0);
  let at = Math.random() * sum;
  const victim = victims.find(({ weight }) => {
    at -= weight;
    return at < 0;
  });
  await victim?.kill();
  if (victim !== undefined) killed[victim.name] = (killed[victim.name] ?? 0) + 1;
}

/** When everything on disk is in the ledger and nothing is reserved any more; or, after a long while, as it is. */
async function atRest(fleet: Fleet): Promise<readonly BudgetView[]> {
  let last: readonly BudgetView[] = [];
  let quiet = 0;
  await waitFor('everything to come to rest', REST_MS, async () => {
    const admin = await fleet.admin();
    const { ledger } = await admin.get<Status>('/status');
    const { data } = await admin.get<Page<BudgetView>>('/budgets?limit=200');
    last = data;
    const calm =
      ledger.spool_bytes === 0 &&
      data.length === BUDGETS.length &&
      data.every(({ status }) => status?.certain === true && Number(status.reserved) === 0);
    quiet = calm ? quiet + 1 : 0;
    if (quiet >= QUIET_LOOKS) return true;
    await sleep(LOOK_MS);
    return undefined;
  }).catch(() => {});
  return last;
}

function compare(
  result: TrialResult,
  budgets: readonly BudgetView[],
  limits: ReadonlyMap<string, bigint>,
  { billed }: BillingProvider,
  refused: ReadonlySet<string>,
  utilisations: number[],
): string[] {
  const faults: string[] = [];
  for (const { id, name, status } of budgets) {
    const limit = limits.get(id) ?? 0n;
    const settled = pico(status?.settled ?? '0');
    const bill = billed.get(id) ?? 0n;
    result.comparisons += 1;
    result.overshootBilled = larger(result.overshootBilled, bill - limit);
    result.overshootSettled = larger(result.overshootSettled, settled - limit);
    result.stranded += pico(status?.reserved ?? '0');
    if (settled < bill) result.underSettled += 1;
    if (settled > limit || bill > limit || settled < bill) {
      faults.push(`${id}: limit ${dollars(limit)}, settled ${dollars(settled)}, billed ${dollars(bill)}`);
    }
    // beside a small limit the last call that fits is large
    const roomy = limit >= DEAREST_CALL_PICO * 200n;
    if (roomy && (refused.has(id) || refused.has(name)))
      utilisations.push(Number((settled * 1_000_000n) / limit) / 10_000);
  }
  return faults;
}

function count(result: TrialResult, statuses: ReadonlyMap<number, number>): void {
  result.refusals += statuses.get(402) ?? 0;
  result.unavailable += statuses.get(503) ?? 0;
  result.broken += statuses.get(0) ?? 0;
}

async function each<T>(list: readonly T[], atOnce: number, work: (one: T) => Promise<void>): Promise<void> {
  const left = [...list];
  const worker = async () => {
    for (let one = left.shift(); one !== undefined; one = left.shift()) await work(one);
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
}

async function retried<T>(work: () => Promise<T>): Promise<T> {
  return waitFor('control to answer', 60_000, work);
}

const pico = (amount: string): bigint => BigInt(amount.replace('.', ''));
const larger = (a: bigint, b: bigint): bigint => (b > a ? b : a);

export function isClean(result: TrialResult): boolean {
  return (
    result.overshootBilled === 0n &&
    result.overshootSettled === 0n &&
    result.stranded === 0n &&
    result.underSettled === 0
  );
}

export function tableOf(result: TrialResult): string {
  const rows: [string, string][] = [
    ['rounds', String(result.rounds)],
    ['calls the provider billed', String(result.calls)],
    ['refused (402)', String(result.refusals)],
    ['not to be told at the moment (503)', String(result.unavailable)],
    ['connections broken by kills', String(result.broken)],
    [
      'killed',
      Object.entries(result.killed)
        .map(([name, n]) => `${name} ${n}`)
        .join(', ') || 'nothing',
    ],
    ['limits compared', String(result.comparisons)],
    ['overshoot by the provider’s books', dollars(result.overshootBilled)],
    ['overshoot by Weir’s books', dollars(result.overshootSettled)],
    ['stranded reservations at rest', dollars(result.stranded)],
    ['settled below what was billed', String(result.underSettled)],
    [
      'utilisation of budgets that refused',
      `lowest ${result.utilisation.lowest}%, median ${result.utilisation.median}%`,
    ],
  ];
  return rows.map(([name, value]) => `| ${name.padEnd(38)} | ${value}`).join('\n');
}

if (import.meta.filename === process.argv[1]) {
  const { values } = parseArgs({
    options: {
      rounds: { type: 'string', default: '20' },
      minutes: { type: 'string', default: '600' },
      clients: { type: 'string', default: '64' },
      cluster: { type: 'boolean', default: false },
      'no-kills': { type: 'boolean', default: false },
    },
  });
  const result = await runTrial({
    rounds: Number(values.rounds),
    minutes: Number(values.minutes),
    clients: Number(values.clients),
    kills: !values['no-kills'],
    start: values.cluster ? startCluster : startOneMachine,
    say: (line) => console.log(line),
  });
  console.log(tableOf(result));
  process.exitCode = isClean(result) ? 0 : 1;
}
