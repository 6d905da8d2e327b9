export { MODEL_TIERS, type ModelTier } from '../pricing/facts.ts';

/**
 * The words of the house: names that appear the same in code, API, ledger columns and on screens.
 * Everything that crosses a process boundary (API, spool, ledger) is snake_case and built from these.
 */

/** Tags that describe whose call it is. All are optional on the wire; policy decides which must be present. */
export const TAG_NAMES = [
  'organization',
  'cost_center',
  'team',
  'application',
  'workload',
  'environment',
  'owner',
  'use_case',
  'business_process',
  'request_type',
  'task',
  'step',
  'user',
  'customer',
  'prompt_version',
] as const;
export type TagName = (typeof TAG_NAMES)[number];

/**
 * The nine tags of C1 that make a call fully attributed. `model` and `provider` are always known to the
 * gateway, the other seven come from key, workload, headers or metadata.
 */
export const ATTRIBUTION_TAGS = [
  'application',
  'owner',
  'environment',
  'cost_center',
  'use_case',
  'business_process',
  'request_type',
] as const satisfies readonly TagName[];

/** Where a tag's value came from, most trusted first. A later source never overrides an earlier one. */
export const TAG_SOURCES = [
  'key',
  'workload',
  'header',
  'baggage',
  'metadata',
  'default',
  'derived',
] as const;
export type TagSource = (typeof TAG_SOURCES)[number];

/** Dimensions a cost query can group by or filter on: tags plus facts of the call and of the charge. */
export const CALL_DIMENSIONS = [
  'provider',
  'model',
  'key',
  'status',
  'source',
  'attribution',
  'dialect',
  'sandbox',
  'purpose',
  'cache',
  'data_class',
  'region',
  'entry',
  'class',
] as const;
export const CHARGE_DIMENSIONS = ['unit', 'category'] as const;
export const DIMENSIONS = [...TAG_NAMES, ...CALL_DIMENSIONS, ...CHARGE_DIMENSIONS] as const;
/** A custom tag is addressed as `tag.<name>`. */
export type Dimension = (typeof DIMENSIONS)[number] | `tag.${string}`;

export const STAGES = ['poc', 'pilot', 'production', 'retired'] as const;
export type Stage = (typeof STAGES)[number];

export const MISSING_TAG_POLICIES = ['reject', 'quarantine', 'default'] as const;
export type MissingTagPolicy = (typeof MISSING_TAG_POLICIES)[number];

/**
 * complete: every required tag was present. defaulted: policy filled some in. quarantined: let through, but
 * marked unattributed. Only `complete` and `defaulted` count toward coverage; see docs/formulas.
 */
export const ATTRIBUTION_STATES = ['complete', 'defaulted', 'quarantined'] as const;
export type AttributionState = (typeof ATTRIBUTION_STATES)[number];

/**
 * ok: the client got a full answer. client_aborted: the client left first. upstream_error: the provider
 * failed or cut the stream. refused: Weir said no before any provider was called (never charged).
 * lost: the gateway died mid-call; the charge is a flagged estimate.
 */
export const CALL_STATUSES = ['ok', 'client_aborted', 'upstream_error', 'refused', 'lost'] as const;
export type CallStatus = (typeof CALL_STATUSES)[number];

/**
 * How a record came into the ledger. gateway: Weir carried the call. import: a file of calls. demo: made up. otlp: a trace
 * of an application that calls the provider itself. source: a provider's usage, bill or seats, by a connector. books: an
 * entry of Weir's own that only changes cost (agreements, rerating, reconciliation).
 */
export const CALL_SOURCES = ['gateway', 'import', 'demo', 'otlp', 'source', 'books'] as const;
export type CallSource = (typeof CALL_SOURCES)[number];

export const DIALECTS = ['openai', 'anthropic', 'gemini'] as const;
/** Wire language a client or a provider speaks. */
export type Dialect = (typeof DIALECTS)[number];

/**
 * `evaluation`: a copy of a call sent to another model to compare it; its cost is not the workload's own. `seats`, `tools`,
 * `infrastructure`, `tax` and `credit` come from bills. `commitment`: the part of a commitment or of provisioned capacity that nobody
 * used.
 */
export const CHARGE_CATEGORIES = [
  'model_usage',
  'evaluation',
  'seats',
  'tools',
  'infrastructure',
  'commitment',
  'tax',
  'credit',
  'prompt_engineering',
  'safety_compliance',
  'observability_storage',
  'human_review',
  'enablement',
  'data_retrieval',
  'egress',
  'integration',
  'people',
] as const;
export type ChargeCategory = (typeof CHARGE_CATEGORIES)[number];

/** What providers bill for the use of models. */
export const API_CATEGORIES = [
  'model_usage',
  'tools',
  'commitment',
  'tax',
  'credit',
] as const satisfies readonly ChargeCategory[];

/** What AI costs beside that (C5): entered, derived, amortised, shared out. */
export const COST_CATEGORIES = [
  'prompt_engineering',
  'evaluation',
  'safety_compliance',
  'observability_storage',
  'human_review',
  'enablement',
  'data_retrieval',
  'infrastructure',
  'egress',
  'seats',
  'integration',
  'people',
] as const satisfies readonly ChargeCategory[];
export type CostCategory = (typeof COST_CATEGORIES)[number];

/**
 * What a record is that is no single call. usage: a sum of calls, as a provider tells it. fee: seats, tax, credits and other
 * lines of a bill. revision: a provider told a figure anew. agreement: volume tiers, free tiers, commitments and
 * credits spread over what used them. rerate: a price that was found late. reconciliation: what the provider's bill
 * has otherwise. attribution: whose it was, said later; sums to nothing. allocation: a cost that no provider bills for a call, shared
 * out; in `loaded_cost` only.
 */
export const ENTRY_KINDS = [
  'usage',
  'fee',
  'revision',
  'agreement',
  'rerate',
  'reconciliation',
  'attribution',
  'allocation',
] as const;
export type EntryKind = (typeof ENTRY_KINDS)[number];

/** FOCUS ChargeClass: `correction` is what landed after its month was closed. */
export const CHARGE_CLASSES = ['correction'] as const;

/** Why a charge is an estimate and not the provider's own count. */
export const ESTIMATE_REASONS = [
  'client_aborted',
  'stream_cut',
  'usage_missing',
  'usage_impossible',
  'process_lost',
  'price_unknown',
] as const;
export type EstimateReason = (typeof ESTIMATE_REASONS)[number];

/** What can be found in prompts and answers. */
export const DETECTORS = [
  'email',
  'phone',
  'payment_card',
  'iban',
  'national_id',
  'ip_address',
  'api_key',
  'private_key',
] as const;
export type Detector = (typeof DETECTORS)[number];

/** What is done about a find, mildest first. */
export const DETECTION_ACTIONS = ['flag', 'redact', 'block'] as const;
export type DetectionAction = (typeof DETECTION_ACTIONS)[number];

/** What the exact response cache did. Absent where it is off. */
export const CACHE_RESULTS = ['hit', 'miss', 'bypass'] as const;
export type CacheResult = (typeof CACHE_RESULTS)[number];

/** Calendar periods follow the organization's zone; `fixed` has its own two dates, `total` no end. */
export const BUDGET_PERIODS = ['hour', 'day', 'week', 'month', 'quarter', 'year', 'fixed', 'total'] as const;
export type BudgetPeriod = (typeof BUDGET_PERIODS)[number];

/**
 * soft: tells, never refuses. hard: refuses what it does not cover. degrade: a hard budget that from its red threshold
 * on sends calls to something cheaper. approval: a hard budget that a named approver may lift.
 */
export const BUDGET_MODES = ['soft', 'hard', 'degrade', 'approval'] as const;
export type BudgetMode = (typeof BUDGET_MODES)[number];

export const BUDGET_LEVELS = ['green', 'yellow', 'red', 'exhausted'] as const;
export type BudgetLevel = (typeof BUDGET_LEVELS)[number];

/** What a budget, a rate limit or an alert can be narrowed to, beside custom tags (`tag.<name>`). */
export const SCOPE_DIMENSIONS = [
  'cost_center',
  'team',
  'application',
  'workload',
  'environment',
  'owner',
  'use_case',
  'business_process',
  'request_type',
  'user',
  'customer',
  'key',
  'provider',
  'model',
  'tier',
] as const;
export type ScopeDimension = (typeof SCOPE_DIMENSIONS)[number] | `tag.${string}`;

/** requests, tokens (input and output), cost: in a window. concurrent: at any moment. */
export const RATE_METRICS = ['requests', 'tokens', 'cost', 'concurrent'] as const;
export type RateMetric = (typeof RATE_METRICS)[number];

/** Whose share of what a provider allows is kept free when it gets scarce. */
export const PRIORITIES = ['high', 'normal', 'low'] as const;
export type Priority = (typeof PRIORITIES)[number];

/** What a task can be limited in. */
export const TASK_LIMITS = [
  'steps',
  'tool_calls',
  'tokens',
  'tokens_per_step',
  'seconds',
  'retries',
  'cost',
  'depth',
  'identical_calls',
] as const;
export type TaskLimit = (typeof TASK_LIMITS)[number];

/** running: nothing stands against its next call. waiting: a person must decide first. */
export const TASK_STATES = ['running', 'waiting', 'stopped', 'ended'] as const;
export type TaskState = (typeof TASK_STATES)[number];

export const KILL_TARGETS = ['task', 'key', 'workload', 'provider', 'everything'] as const;
export type KillTarget = (typeof KILL_TARGETS)[number];

export const ALERT_KINDS = [
  'budget',
  'spend_spike',
  'workload_share',
  'rate_limited',
  'price_unknown',
  'coverage',
  'errors',
  'task_limit',
  'limits_degraded',
] as const;
export type AlertKind = (typeof ALERT_KINDS)[number];

export const SEVERITIES = ['info', 'warning', 'critical'] as const;
export type Severity = (typeof SEVERITIES)[number];

export const CHANNEL_KINDS = ['email', 'slack', 'teams', 'pagerduty', 'webhook'] as const;
export type ChannelKind = (typeof CHANNEL_KINDS)[number];
