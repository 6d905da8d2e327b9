import type { CallFact, CallSummary, CostReport, Page, Scope, Task, TaskView } from '@weir/core/contract';

/** A batch of ended calls and the token that makes landing it twice harmless. */
export interface LedgerBatch {
  /** Same calls, same token, always: derived from where they stand in the spool or import file. */
  token: string;
  calls: readonly CallFact[];
}

export interface TimeRange {
  /** Inclusive. */
  since: Date;
  /** Exclusive. */
  until: Date;
}

/** Filters are ANDed by dimension; several values of one dimension are ORed. `''` matches "has none". */
export type DimensionFilter = Readonly<Record<string, readonly string[]>>;

export interface CallQuery extends TimeRange {
  filter: DimensionFilter;
  limit: number;
  cursor?: string;
}

export interface CostQuery extends TimeRange {
  by: readonly string[];
  filter: DimensionFilter;
  interval?: 'hour' | 'day' | 'week' | 'month';
  /** IANA zone that days, weeks and months follow. */
  timeZone: string;
  /** At most this many groups by cost; the rest is folded into a group named `other`. Default 1,000. */
  limit?: number;
  /** Sandbox calls are counted only when asked for, or when the ledger holds nothing else. */
  sandbox: 'include' | 'exclude';
}

/**
 * What narrows a sum of costs. Dimensions of contract SCOPE_DIMENSIONS and `tag.<name>`, all of which must hold.
 * `provider` and `model` go by what was billed, charge by charge; `model` is a name or `provider/name`.
 */
export interface CostScope {
  scope: Scope;
  /** Only what was billed by one of these. Required when the scope names a tier, which the ledger does not know. */
  models?: readonly { provider: string; model: string }[];
}

/** Whose cost is to be summed, and which calls of living gateways are left to these to count. */
export interface SpendScope extends CostScope {
  /** Calls that began in [since, until); without `until` to the end of time. */
  since: Date;
  until?: Date;
  /**
   * By gateway incarnation, epoch ms: its calls that ended after that are left out (whole milliseconds of `ended_at`, what
   * is below is cut off). 0 leaves out all of them. Incarnations not named are counted wholly.
   */
  after: Readonly<Record<string, number>>;
}

export interface BurnDownQuery extends CostScope, TimeRange {
  /** Minutes and hours count from `since`; days are of the zone. At most 10,000 intervals. */
  interval: 'minute' | 'hour' | 'day';
  timeZone: string;
}

export interface BurnDownPoint {
  /** End of an interval; of the last, `until`. */
  at: Date;
  /** Cost of the calls that began in [since, at), pico-units. */
  settled: bigint;
}

/** Cost in pico-units; copies made to compare models are counted, since they cost money. */
export interface Consumer {
  workload: string;
  cost: bigint;
  calls: number;
}

export interface Consumers {
  /** Dearest first. */
  workloads: Consumer[];
  /** What lies beyond the limit, in one. */
  others?: { workloads: number; cost: bigint; calls: number };
  total: { cost: bigint; calls: number };
}

/** A call as a what-if sees it. */
export interface ReplayedCall {
  /** Began, epoch ms. */
  at: number;
  workload: string;
  /** Of what is in scope, pico-units. */
  cost: bigint;
}

export interface TaskQuery extends TimeRange {
  workload?: string;
  limit: number;
  cursor?: string;
}

/**
 * A task as the ledger knows it. `steps`, `errors`, tokens, tool calls and retries are of production; `cost` is all of it.
 * Calls that were refused are errors and no steps.
 */
export type TaskFigures = Omit<Task, 'state' | 'reserved' | 'reason'>;

export type TaskDetail = TaskFigures & Pick<TaskView, 'tools' | 'calls' | 'truncated'>;

export interface TaskName {
  workload: string;
  task: string;
}

export interface TaskSums {
  /** Start of its first call, epoch ms. */
  startedAt: number;
  parentTask: string | undefined;
  steps: number;
  toolCalls: number;
  /** Input and output. */
  tokens: number;
  /** Upstream tries beyond the first of each call. */
  retries: number;
  /** Pico-units. */
  cost: bigint;
}

/** What a workload did in a few minutes, for alerts. */
export interface WorkloadActivity {
  workload: string;
  /** Of production, refused ones included. */
  calls: number;
  /** Answered by an error of the provider, or lost. */
  errors: number;
  /** Refused by a rate limit. */
  rate_limited: number;
  /** Pico-units. */
  cost: bigint;
}

/** For how many days each tier is kept, whole months of UTC at a time; absent: for ever. */
export interface RetentionPolicy {
  /** Calls and charges. */
  detailDays?: number;
  /** Sums by the hour; not shorter than detail. */
  hourlyDays?: number;
  /** Sums by the day; not shorter than hours. */
  dailyDays?: number;
  /** Drops months whose books are not closed, too. */
  force?: boolean;
  /** Calls and charges from this instant on are kept, whatever their age: something is still worked out from them. */
  neededSince?: Date;
}

export interface RetentionOutcome {
  /** `month` as `2026-01`. */
  dropped: { tier: 'detail' | 'hourly' | 'daily'; month: string }[];
  /** Old enough, and still there: the first such month of a tier, with the reason in words. */
  kept: { tier: 'detail' | 'hourly' | 'daily'; month: string; reason: string }[];
}

/** System of record. Backends: chdb/ (in-process), later clickhouse/. One contract suite runs over all. */
export interface LedgerStore {
  /** Applies missing schema migrations; safe to repeat. */
  migrate(): Promise<void>;
  /** Lands a batch exactly once however often it is delivered. */
  append(batch: LedgerBatch): Promise<void>;
  /**
   * Which of these call ids are wholly present, charges included: lets imports report duplicates. Looks among the calls that
   * began in `range` only, where it is given, which is much faster.
   */
  existing(callIds: readonly string[], range?: TimeRange): Promise<Set<string>>;
  call(callId: string): Promise<CallFact | undefined>;
  calls(query: CallQuery): Promise<Page<CallSummary>>;
  costs(query: CostQuery): Promise<CostReport>;
  dimensionValues(dimension: string, prefix: string, limit: number, range: TimeRange): Promise<string[]>;
  totals(): Promise<{ calls: number; charges: number; hasReal: boolean }>;
  /** Exact effective cost of each scope in pico-units, in their order. Throws `invalid_argument` for no dimension. */
  spend(scopes: readonly SpendScope[]): Promise<bigint[]>;
  /** Cumulative cost at the end of each interval of the range. */
  burnDown(query: BurnDownQuery): Promise<BurnDownPoint[]>;
  consumers(query: CostScope & TimeRange & { limit: number }): Promise<Consumers>;
  /** Calls in scope in the order they began, in pages, refused ones left out: they were never made. */
  replay(query: CostScope & TimeRange): AsyncIterable<readonly ReplayedCall[]>;
  /** Tasks with a call in the range, newest first by the first of these; figures are of the whole task. */
  tasks(query: TaskQuery): Promise<Page<TaskFigures>>;
  /** With its first 500 calls, oldest first; undefined when there is no call of it. */
  task(workload: string, task: string): Promise<TaskDetail | undefined>;
  /**
   * What calls of each of these tasks come to, exact, in their order; undefined where the ledger has none. Of production,
   * and only of calls that were made: what limits of tasks count. `cost` in pico-units.
   */
  taskSums(tasks: readonly TaskName[]): Promise<(TaskSums | undefined)[]>;
  /** By workload, calls that ended in the range and took less than an hour. */
  activity(range: TimeRange): Promise<WorkloadActivity[]>;
  close(): Promise<void>;
}
