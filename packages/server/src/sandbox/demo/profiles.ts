/** A quantity that varies: log-normal around its median. */
export interface Spread {
  median: number;
  sigma: number;
}

/** One model a workload uses. */
export interface ModelUse {
  model: string;
  dialect: 'openai' | 'anthropic';
  /** Share of the workload's calls, relative to its other models. */
  weight: number;
}

/** How one workload behaves. Tokens per call, rates per call, weights relative. */
export interface Profile {
  workload: string;
  /** Share of the company's calls at the end of the period. */
  share: number;
  /** Growth per day: 0.01 is one percent. */
  growth: number;
  /** Traffic on Saturday and Sunday relative to a working day. */
  weekend: number;
  hours: 'office' | 'consumer' | 'batch';
  models: readonly [ModelUse, ...ModelUse[]];
  streamRate: number;
  /** The fixed beginning of the prompt, the same for all calls: what caching can save. */
  prefix: number;
  /** What comes after it. */
  input: Spread;
  output: Spread;
  reasoning?: Spread;
  /** How often the prefix is found in the cache; 0 when the prompt is built so that it cannot be. */
  cacheHitRate: number;
  abortRate: number;
  retryRate: number;
  errorRate: number;
  refusedRate: number;
  tools: readonly string[];
  /** Number of people who use it. */
  users: number;
  /** Number of customers it is used for; 0 when it is internal. */
  customers: number;
  promptVersion: string;
  /** Calls of a task or conversation; a call that is neither stands alone. */
  stepsPerTask?: Steps;
  task?: TaskShape;
}

/** Calls of a task. */
export interface Steps {
  low: number;
  high: number;
}

export interface TaskShape {
  /** Of the task's name: `claim-1x2y3z`. */
  prefix: string;
  /** Tokens that each step reads more than the one before it. */
  grows: number;
}

/** What a workload is from some day on. */
export interface PromptChange {
  workload: string;
  daysBeforeEnd: number;
  prefix: number;
  promptVersion: string;
  stepsPerTask?: Steps;
}

/** The prompt of the sales drafts grew on this day before the end, and nobody told finance. */
export const STEP_CHANGE = {
  workload: 'sales-drafts',
  daysBeforeEnd: 9,
  prefix: 4_200,
  promptVersion: 'v4',
} as const;

/** A shorter prompt that asks back less: fewer calls a ticket, and more tickets resolved. */
export const BETTER_PROMPT = {
  workload: 'support-bot',
  daysBeforeEnd: 12,
  prefix: 1_664,
  promptVersion: 'v13',
  stepsPerTask: { low: 1, high: 3 },
} as const;

export const PROMPT_CHANGES: readonly PromptChange[] = [STEP_CHANGE, BETTER_PROMPT];

/** For five days, some of them working days, a developer tool used a preview model that stands in no price list. */
export const UNKNOWN_MODEL = {
  workload: 'code-assistant',
  model: 'claude-sandbox-preview',
  fromDaysBeforeEnd: 8,
  toDaysBeforeEnd: 3,
  share: 0.05,
} as const;

/** Share of document-search calls whose caller names no business process. */
export const UNATTRIBUTED_SHARE = 0.35;

const steady = { retryRate: 0.012, errorRate: 0.004, refusedRate: 0.001, abortRate: 0.01 };

export const PROFILES: readonly Profile[] = [
  {
    ...steady,
    workload: 'support-bot',
    share: 0.45,
    growth: 0.008,
    weekend: 0.6,
    hours: 'consumer',
    models: [
      { model: 'gpt-4.1-mini', dialect: 'openai', weight: 9 },
      { model: 'gpt-4.1', dialect: 'openai', weight: 1 },
    ],
    streamRate: 0.95,
    prefix: 1_920,
    input: { median: 480, sigma: 0.6 },
    output: { median: 130, sigma: 0.5 },
    cacheHitRate: 0.82,
    abortRate: 0.025,
    tools: ['get_order', 'get_policy'],
    users: 14,
    customers: 900,
    promptVersion: 'v12',
    stepsPerTask: { low: 2, high: 4 },
    task: { prefix: 'ticket', grows: 140 },
  },
  {
    ...steady,
    workload: 'contract-review',
    share: 0.025,
    growth: 0.02,
    weekend: 0.05,
    hours: 'office',
    models: [{ model: 'claude-opus-4-6', dialect: 'anthropic', weight: 1 }],
    streamRate: 0.3,
    prefix: 6_200,
    input: { median: 21_000, sigma: 0.7 },
    output: { median: 1_500, sigma: 0.4 },
    cacheHitRate: 0.55,
    tools: [],
    users: 11,
    customers: 0,
    promptVersion: 'v5',
  },
  {
    ...steady,
    workload: 'code-assistant',
    share: 0.2,
    growth: 0.012,
    weekend: 0.1,
    hours: 'office',
    models: [
      { model: 'claude-sonnet-4-6', dialect: 'anthropic', weight: 8 },
      { model: 'claude-haiku-4-5', dialect: 'anthropic', weight: 2 },
    ],
    streamRate: 1,
    prefix: 9_400,
    input: { median: 3_800, sigma: 0.8 },
    output: { median: 420, sigma: 0.8 },
    cacheHitRate: 0.88,
    abortRate: 0.07,
    tools: ['read_file', 'edit_file', 'run_tests'],
    users: 46,
    customers: 0,
    promptVersion: 'v31',
  },
  {
    ...steady,
    workload: 'sales-drafts',
    share: 0.095,
    growth: 0.004,
    weekend: 0.03,
    hours: 'office',
    models: [{ model: 'gpt-4o', dialect: 'openai', weight: 1 }],
    streamRate: 0.2,
    prefix: 900,
    input: { median: 700, sigma: 0.4 },
    output: { median: 260, sigma: 0.35 },
    cacheHitRate: 0,
    retryRate: 0.05,
    tools: [],
    users: 28,
    customers: 240,
    promptVersion: 'v3',
  },
  {
    ...steady,
    workload: 'document-search',
    share: 0.09,
    growth: 0.035,
    weekend: 0.15,
    hours: 'office',
    models: [
      { model: 'gpt-4.1', dialect: 'openai', weight: 3 },
      { model: 'gpt-4o-mini', dialect: 'openai', weight: 1 },
    ],
    streamRate: 0.8,
    prefix: 600,
    input: { median: 6_800, sigma: 0.4 },
    output: { median: 220, sigma: 0.5 },
    cacheHitRate: 0,
    tools: [],
    users: 120,
    customers: 0,
    promptVersion: 'v2',
  },
  {
    ...steady,
    workload: 'claims-triage',
    share: 0.14,
    growth: 0.018,
    weekend: 0.45,
    hours: 'batch',
    models: [
      { model: 'gpt-5-mini', dialect: 'openai', weight: 6 },
      { model: 'claude-sonnet-4-6', dialect: 'anthropic', weight: 3 },
      { model: 'gpt-5', dialect: 'openai', weight: 1 },
    ],
    streamRate: 0,
    prefix: 2_800,
    input: { median: 1_900, sigma: 0.5 },
    output: { median: 240, sigma: 0.5 },
    reasoning: { median: 420, sigma: 0.7 },
    cacheHitRate: 0.7,
    retryRate: 0.02,
    tools: ['get_claim', 'get_policy', 'estimate_damage', 'route_claim'],
    users: 3,
    customers: 600,
    promptVersion: 'v8',
    stepsPerTask: { low: 3, high: 9 },
    // what was found so far travels along
    task: { prefix: 'claim', grows: 350 },
  },
];
