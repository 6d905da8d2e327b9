import type { OutcomeInput, QualityScore } from '@weir/core/contract';
import { createRandom, hash32, logNormal, type Random } from '../random.ts';
import { callId } from './facts.ts';
import { DAY_MS, type PlannedCall, planDay } from './plan.ts';
import { PROFILES, type Spread } from './profiles.ts';

/** Which part of the company's past is told: as given to `generateHistory`. */
export interface PastOptions {
  until: Date;
  /** Default 30. */
  days?: number;
  /** Default 1. */
  seed?: number;
  /** Default 1,200. */
  callsPerDay?: number;
}

/** What becomes of the calls of a workload. */
interface Ending {
  outcome: string;
  /** Of its tasks, or of single calls. */
  of: 'task' | 'call';
  /** How many of them anybody tells an outcome of, 0 to 1. */
  told: number;
  /** Rate of success by prompt version; `''` for all others. */
  success: Readonly<Record<string, number>>;
  /** Minutes until it is told. */
  delay: Spread;
  /** Value of its own, USD. */
  value?: Spread;
}

const ENDINGS: Readonly<Record<string, Ending>> = {
  'support-bot': {
    outcome: 'ticket_resolved',
    of: 'task',
    told: 0.94,
    success: { '': 0.61, v13: 0.79 },
    delay: { median: 90, sigma: 0.8 },
  },
  'claims-triage': {
    outcome: 'claim_routed',
    of: 'task',
    told: 1,
    success: { '': 0.88 },
    delay: { median: 20, sigma: 0.5 },
  },
  'contract-review': {
    outcome: 'contract_reviewed',
    of: 'call',
    told: 0.97,
    success: { '': 0.93 },
    delay: { median: 240, sigma: 0.7 },
    value: { median: 48, sigma: 0.35 },
  },
  'code-assistant': {
    outcome: 'change_merged',
    of: 'call',
    told: 0.07,
    success: { '': 0.92 },
    delay: { median: 300, sigma: 0.8 },
  },
  'sales-drafts': {
    outcome: 'draft_sent',
    of: 'call',
    told: 1,
    success: { '': 0.46, v4: 0.3 },
    delay: { median: 25, sigma: 0.9 },
  },
  'document-search': {
    outcome: 'question_answered',
    of: 'call',
    told: 0.008,
    success: { '': 0.7 },
    delay: { median: 5, sigma: 0.5 },
  },
};

/** After the last call; longer than any call takes, so that an outcome never comes before its cost. */
const SOONEST_MS = 180_000;

/**
 * What the calls of `generateHistory` with the same options led to: a list per day of calls, bodies of `POST /outcomes`. Ids follow from the
 * calls, so telling them again adds nothing.
 */
export function* demoOutcomes(options: PastOptions): Generator<OutcomeInput[]> {
  const seed = options.seed ?? 1;
  const until = options.until.getTime();
  const end = Math.floor(until / DAY_MS) * DAY_MS;
  const plan = { seed, callsPerDay: options.callsPerDay ?? 1_200, end };
  for (let day = end - (options.days ?? 30) * DAY_MS; day < until; day += DAY_MS) {
    const outcomes: OutcomeInput[] = [];
    for (const profile of PROFILES) {
      const ending = ENDINGS[profile.workload];
      if (ending === undefined) continue;
      for (const calls of unitsOf(planDay(profile, day, plan), ending.of)) {
        const told = outcomeOf(calls, ending, seed);
        if (told !== undefined && Date.parse(told.at) < until) outcomes.push(told);
      }
    }
    yield outcomes;
  }
}

/** Calls that one outcome is told of, in order of time. */
function unitsOf(calls: readonly PlannedCall[], of: Ending['of']): PlannedCall[][] {
  if (of === 'call') return calls.map((call) => [call]);
  const tasks = new Map<string, PlannedCall[]>();
  for (const call of calls) {
    const task = call.tags['task'] ?? call.identity;
    const known = tasks.get(task);
    if (known === undefined) tasks.set(task, [call]);
    else known.push(call);
  }
  return [...tasks.values()];
}

function outcomeOf(calls: readonly PlannedCall[], ending: Ending, seed: number): OutcomeInput | undefined {
  const last = calls.at(-1);
  if (last === undefined) return undefined;
  const random = createRandom(hash32(`outcome ${last.identity}`, seed));
  // the same draws in the same order, whatever comes of them
  const [told, lucky] = [random(), random()];
  const minutes = logNormal(random, ending.delay.median, ending.delay.sigma);
  const answered = last.outcome !== 'refused' && last.outcome !== 'failed';
  if (told >= ending.told || (ending.of === 'call' && !answered)) return undefined;
  const version = last.tags['prompt_version'] ?? '';
  const rate = ending.success[version] ?? ending.success[''] ?? 0;
  const success = answered && lucky < rate;
  const { task, customer, user } = last.tags;
  const call = callId(last, seed);
  return {
    id: `demo:${ending.of === 'task' ? task : call}`,
    outcome: ending.outcome,
    at: new Date(last.startedAt + SOONEST_MS + Math.round(minutes * 60_000)).toISOString(),
    success,
    workload: last.profile.workload,
    ...(ending.of === 'task' ? { task } : { call }),
    ...(customer === undefined ? {} : { customer }),
    ...(user === undefined ? {} : { user }),
    prompt_version: version,
    ...(success && ending.value !== undefined ? worth(ending.value, random) : {}),
  };
}

function worth({ median, sigma }: Spread, random: Random): { value: string; currency: string } {
  return { value: logNormal(random, median, sigma).toFixed(2), currency: 'USD' };
}

/** Weekly scores by workload: mean of the weeks, answers looked at. Claims are below their target; too few answers of the search. */
const SCORES: Readonly<Record<string, { metric: string; score: number; samples: number }>> = {
  'support-bot': { metric: 'answer-accuracy', score: 0.91, samples: 60 },
  'claims-triage': { metric: 'routing-accuracy', score: 0.91, samples: 50 },
  'contract-review': { metric: 'clause-recall', score: 0.94, samples: 20 },
  'code-assistant': { metric: 'tests-passed', score: 0.76, samples: 80 },
  'document-search': { metric: 'answer-relevance', score: 0.83, samples: 3 },
};

/** Bodies of `POST /quality-scores`, one a week and workload, all before `until`. */
export function demoScores(
  options: PastOptions,
): Pick<QualityScore, 'id' | 'workload' | 'metric' | 'at' | 'score' | 'samples' | 'source'>[] {
  const end = Math.floor(options.until.getTime() / DAY_MS) * DAY_MS;
  const scores = [];
  for (let age = 1; age <= (options.days ?? 30); age += 7) {
    const at = new Date(end - age * DAY_MS + DAY_MS / 2).toISOString();
    for (const [workload, { metric, score, samples }] of Object.entries(SCORES)) {
      const random = createRandom(hash32(`score ${workload} ${at}`, options.seed ?? 1));
      scores.push({
        id: `demo:${workload}:${at.slice(0, 10)}`,
        workload,
        metric,
        at,
        score: Number((score + (random() - 0.5) * 0.02).toFixed(3)),
        samples,
        source: 'demo',
      });
    }
  }
  return scores;
}
