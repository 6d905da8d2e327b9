import { createRandom, hash32, integerBetween, logNormal, normal, pick, type Random } from '../random.ts';
import {
  type ModelUse,
  PROMPT_CHANGES,
  type Profile,
  type PromptChange,
  type Spread,
  UNATTRIBUTED_SHARE,
  UNKNOWN_MODEL,
} from './profiles.ts';
import { expectedCalls } from './season.ts';

export const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;

/** A call that the demo says happened, before it is priced. */
export interface PlannedCall {
  /** Unique and the same in every run with this seed. */
  identity: string;
  profile: Profile;
  use: ModelUse;
  startedAt: number;
  stream: boolean;
  /** Tokens of the fixed beginning of the prompt. */
  prefix: number;
  /** Tokens, all of the prompt. */
  input: number;
  cacheRead: number;
  cacheWrite: number;
  /** Tokens, reasoning included. */
  output: number;
  reasoning: number;
  outcome: 'ok' | 'retried' | 'aborted' | 'failed' | 'refused';
  tools: readonly string[];
  tags: Readonly<Record<string, string>>;
  /** More draws for details of this call. */
  random: Random;
}

export interface PlanContext {
  seed: number;
  /** Calls of the whole company on a working day at the end of the period. */
  callsPerDay: number;
  /** End of the period: growth and episodes are counted back from here. Epoch ms, a UTC midnight. */
  end: number;
}

/** The calls of one workload that begin in one UTC day, in order of time. */
export function planDay(profile: Profile, dayStart: number, context: PlanContext): PlannedCall[] {
  const day = new Date(dayStart).toISOString().slice(0, 10);
  const random = createRandom(hash32(`${profile.workload} ${day}`, context.seed));
  const age = Math.max(0, (context.end - dayStart) / DAY_MS);
  const mood = Math.exp(0.06 * normal(random));
  const perDay = (context.callsPerDay * profile.share * mood) / (1 + profile.growth) ** age;
  const calls: PlannedCall[] = [];
  let arrival = 0;
  for (let hour = dayStart; hour < dayStart + DAY_MS; hour += HOUR_MS) {
    const steps =
      profile.stepsPerTask === undefined ? 1 : (profile.stepsPerTask.low + profile.stepsPerTask.high) / 2;
    const starts = poisson(random, expectedCalls(profile, hour, perDay) / steps);
    for (let i = 0; i < starts; i++) {
      const own = createRandom(hash32(`${profile.workload} ${day} ${arrival}`, context.seed));
      const at = hour + Math.floor(own() * HOUR_MS);
      const identity = `${profile.workload}/${day}/${arrival}`;
      calls.push(...planArrival(profile, at, identity, context, own));
      arrival += 1;
    }
  }
  return calls.sort((a, b) => a.startedAt - b.startedAt);
}

/** One call, or all calls of one task of an agent. */
export function planArrival(
  profile: Profile,
  at: number,
  identity: string,
  context: PlanContext,
  random: Random,
): PlannedCall[] {
  const people = peopleTags(profile, random);
  const range = changeAt(profile, at, context)?.stepsPerTask ?? profile.stepsPerTask;
  if (range === undefined) return [planCall(profile, at, identity, people, context, random)];
  const steps = integerBetween(random, range.low, range.high);
  const { prefix, grows } = profile.task ?? { prefix: 'task', grows: 0 };
  const task = `${prefix}-${hash32(identity, context.seed).toString(36)}`;
  let time = at;
  return Array.from({ length: steps }, (_, step) => {
    const tags = { ...people, task, step: String(step + 1) };
    const call = planCall(profile, time, `${identity}/${step}`, tags, context, random);
    time += 4_000 + Math.floor(random() * 20_000);
    const tool = profile.tools[Math.min(step, profile.tools.length - 1)];
    const tools = step === steps - 1 || tool === undefined ? [] : [tool];
    return { ...call, input: call.input + step * grows, tools };
  });
}

function planCall(
  profile: Profile,
  at: number,
  identity: string,
  tags: Readonly<Record<string, string>>,
  context: PlanContext,
  random: Random,
): PlannedCall {
  const use = chooseModel(profile, at, context, random);
  const { prefix, promptVersion } = changeAt(profile, at, context) ?? profile;
  const hit = random() < profile.cacheHitRate;
  const cached = profile.cacheHitRate > 0 ? cacheable(prefix, use) : 0;
  const reasons = use.dialect === 'openai' ? profile.reasoning : undefined;
  const reasoning = reasons === undefined ? 0 : Math.round(draw(random, reasons) / 64) * 64;
  const tool = random() < 0.3 && profile.tools.length > 0 ? [pick(random, profile.tools as [string])] : [];
  return {
    identity,
    profile,
    use,
    startedAt: at,
    stream: random() < profile.streamRate,
    prefix,
    input: prefix + draw(random, profile.input),
    cacheRead: hit ? cached : 0,
    cacheWrite: !hit && use.dialect === 'anthropic' ? cached : 0,
    output: reasoning + draw(random, profile.output),
    reasoning,
    outcome: chooseOutcome(profile, random),
    tools: tool,
    tags: {
      ...tags,
      prompt_version: promptVersion,
      ...processTag(profile, random),
    },
    random,
  };
}

function changeAt({ workload }: Profile, at: number, { end }: PlanContext): PromptChange | undefined {
  return PROMPT_CHANGES.find(
    (change) => change.workload === workload && at >= end - change.daysBeforeEnd * DAY_MS,
  );
}

function chooseModel(profile: Profile, at: number, context: PlanContext, random: Random): ModelUse {
  const daysLeft = (context.end - at) / DAY_MS;
  const preview =
    profile.workload === UNKNOWN_MODEL.workload &&
    daysLeft <= UNKNOWN_MODEL.fromDaysBeforeEnd &&
    daysLeft > UNKNOWN_MODEL.toDaysBeforeEnd &&
    random() < UNKNOWN_MODEL.share;
  if (preview) return { model: UNKNOWN_MODEL.model, dialect: 'anthropic', weight: 1 };
  const total = profile.models.reduce((sum, use) => sum + use.weight, 0);
  let left = random() * total;
  for (const use of profile.models) {
    left -= use.weight;
    if (left < 0) return use;
  }
  return profile.models[0];
}

/** What of a prefix a provider caches: OpenAI in steps of 128 from 1,024, Anthropic all of it from its minimum. */
function cacheable(prefix: number, use: ModelUse): number {
  if (use.dialect === 'anthropic')
    return prefix >= (use.model.includes('haiku') ? 2_048 : 1_024) ? prefix : 0;
  return prefix < 1_024 ? 0 : 1_024 + Math.floor((prefix - 1_024) / 128) * 128;
}

function chooseOutcome(profile: Profile, random: Random): PlannedCall['outcome'] {
  let left = random();
  for (const [outcome, rate] of [
    ['refused', profile.refusedRate],
    ['failed', profile.errorRate],
    ['aborted', profile.abortRate],
    ['retried', profile.retryRate],
  ] as const) {
    left -= rate;
    if (left < 0) return outcome;
  }
  return 'ok';
}

function peopleTags(profile: Profile, random: Random): Record<string, string> {
  // A few use it a lot: squaring skews the draw to low numbers.
  const skewed = (count: number) => Math.floor(random() ** 2 * count) + 1;
  const tags: Record<string, string> = { user: `u-${String(skewed(profile.users)).padStart(4, '0')}` };
  if (profile.customers > 0) tags['customer'] = `c-${String(skewed(profile.customers)).padStart(5, '0')}`;
  return tags;
}

/** Callers of document search say which process they serve, when they do. */
function processTag(profile: Profile, random: Random): Record<string, string> {
  if (profile.workload !== 'document-search' || random() < UNATTRIBUTED_SHARE) return {};
  return { business_process: pick(random, ['claims handling', 'underwriting', 'human resources']) };
}

function draw(random: Random, spread: Spread): number {
  return Math.max(1, Math.round(logNormal(random, spread.median, spread.sigma)));
}

function poisson(random: Random, mean: number): number {
  if (mean > 30) return Math.max(0, Math.round(mean + Math.sqrt(mean) * normal(random)));
  const limit = Math.exp(-mean);
  let product = random();
  let count = 0;
  while (product > limit) {
    product *= random();
    count += 1;
  }
  return count;
}
