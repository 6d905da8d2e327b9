import { setTimeout as delay } from 'node:timers/promises';
import { createRandom, hash32, type Random } from '../random.ts';
import { DAY_MS, type PlannedCall, planArrival } from './plan.ts';
import { PROFILES, type Profile } from './profiles.ts';
import { demoRequest } from './requests.ts';

export interface LiveOptions {
  /** Where calls go, e.g. `http://127.0.0.1:4000`. */
  gatewayUrl: string;
  /** Weir key by workload id; workloads without one stay quiet. */
  keys: Readonly<Record<string, string>>;
  /** Calls a second, all workloads together. */
  ratePerSecond: number;
  /** Ends the traffic; calls in flight are aborted. */
  signal: AbortSignal;
  seed?: number;
  /** Called after each call, e.g. to show a counter. */
  onCall?: (totals: LiveTotals) => void;
  /** For tests. */
  fetch?: typeof fetch;
}

export interface LiveTotals {
  sent: number;
  ok: number;
  /** Answered with an error status, refusals included. */
  failed: number;
  /** Left by the client before the end, on purpose. */
  aborted: number;
  /** No answer at all: gateway not reachable. */
  unreachable: number;
}

/** More at once means that the gateway is stuck; then arrivals wait. */
const MAX_IN_FLIGHT = 256;
const PAUSE_BETWEEN_STEPS_MS = 400;

/** Sends the demo company's traffic through the gateway until the signal aborts. Never throws for a failed call. */
export async function runLiveTraffic(options: LiveOptions): Promise<LiveTotals> {
  const totals: LiveTotals = { sent: 0, ok: 0, failed: 0, aborted: 0, unreachable: 0 };
  const random = createRandom(hash32(`live ${Date.now()}`, options.seed ?? 1));
  const profiles = PROFILES.filter((profile) => options.keys[profile.workload] !== undefined);
  const running = new Set<Promise<void>>();
  for (let arrival = 0; !options.signal.aborted && profiles.length > 0; arrival++) {
    const profile = chooseProfile(profiles, random);
    const calls = planNow(profile, arrival, random, options.seed ?? 1);
    const work = runArrival(calls, options, totals).finally(() => running.delete(work));
    running.add(work);
    // An agent's task is several calls, so the next arrival waits the longer to keep the rate.
    const gap = (-Math.log(1 - random()) * 1_000 * calls.length) / options.ratePerSecond;
    await sleep(gap, options.signal);
    while (running.size >= MAX_IN_FLIGHT && !options.signal.aborted) await Promise.race(running);
  }
  await Promise.all(running);
  return totals;
}

function planNow(profile: Profile, arrival: number, random: Random, seed: number): PlannedCall[] {
  const now = Date.now();
  const context = { seed, callsPerDay: 0, end: Math.floor(now / DAY_MS) * DAY_MS };
  const own = createRandom(Math.floor(random() * 2 ** 32));
  return planArrival(profile, now, `live/${profile.workload}/${now}/${arrival}`, context, own);
}

/** Weighted by arrivals: a task of an agent counts once, however many calls it makes. */
function chooseProfile(profiles: readonly Profile[], random: Random): Profile {
  const weight = ({ share, stepsPerTask }: Profile) =>
    stepsPerTask === undefined ? share : (share * 2) / (stepsPerTask.low + stepsPerTask.high);
  let left = random() * profiles.reduce((sum, profile) => sum + weight(profile), 0);
  for (const profile of profiles) {
    left -= weight(profile);
    if (left < 0) return profile;
  }
  return profiles[0] as Profile;
}

async function runArrival(
  calls: readonly PlannedCall[],
  options: LiveOptions,
  totals: LiveTotals,
): Promise<void> {
  for (const [i, call] of calls.entries()) {
    if (i > 0) await sleep(PAUSE_BETWEEN_STEPS_MS, options.signal);
    if (options.signal.aborted) return;
    await sendCall(call, options, totals);
    options.onCall?.({ ...totals });
  }
}

async function sendCall(call: PlannedCall, options: LiveOptions, totals: LiveTotals): Promise<void> {
  const { path, headers, body } = demoRequest(call, options.keys[call.profile.workload] ?? '');
  const leave = new AbortController();
  const stop = () => leave.abort();
  options.signal.addEventListener('abort', stop, { once: true });
  totals.sent += 1;
  let answered = false;
  try {
    const response = await (options.fetch ?? fetch)(new URL(path, options.gatewayUrl), {
      method: 'POST',
      headers,
      body: JSON.stringify(body),
      signal: leave.signal,
    });
    answered = true;
    for await (const _ of response.body ?? []) {
      if (call.outcome === 'aborted') leave.abort();
    }
    if (response.ok) totals.ok += 1;
    else totals.failed += 1;
  } catch {
    if (leave.signal.aborted) totals.aborted += 1;
    else if (answered) totals.failed += 1;
    else totals.unreachable += 1;
  } finally {
    options.signal.removeEventListener('abort', stop);
  }
}

function sleep(ms: number, signal: AbortSignal): Promise<unknown> {
  return delay(ms, undefined, { signal }).catch(() => undefined);
}
