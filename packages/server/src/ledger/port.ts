import type { CallFact, CallSummary, CostReport, Page, Scope } from '@weir/core/contract';

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

/** Whose cost is to be summed, and which calls of living gateways are left to these to count. */
export interface SpendScope {
  /** Calls that began in [since, until); without `until` to the end of time. */
  since: Date;
  until?: Date;
  /**
   * Dimensions of contract SCOPE_DIMENSIONS and `tag.<name>`, all of which must hold. `provider` and `model` go by what
   * was billed, charge by charge; `model` is a name or `provider/name`. `tier` is known only through `models`.
   */
  scope: Scope;
  /**
   * By gateway incarnation, epoch ms: its calls that ended after that are left out (whole milliseconds of `ended_at`, what
   * is below is cut off). 0 leaves out all of them. Incarnations not named are counted wholly.
   */
  after: Readonly<Record<string, number>>;
  /** Only what was billed by one of these. Required when the scope names a tier. */
  models?: readonly { provider: string; model: string }[];
}

/** System of record. Backends: chdb/ (in-process), later clickhouse/. One contract suite runs over all. */
export interface LedgerStore {
  /** Applies missing schema migrations; safe to repeat. */
  migrate(): Promise<void>;
  /** Lands a batch exactly once however often it is delivered. */
  append(batch: LedgerBatch): Promise<void>;
  /** Which of these call ids are wholly present, charges included: lets imports report duplicates. */
  existing(callIds: readonly string[]): Promise<Set<string>>;
  call(callId: string): Promise<CallFact | undefined>;
  calls(query: CallQuery): Promise<Page<CallSummary>>;
  costs(query: CostQuery): Promise<CostReport>;
  dimensionValues(dimension: string, prefix: string, limit: number, range: TimeRange): Promise<string[]>;
  totals(): Promise<{ calls: number; charges: number; hasReal: boolean }>;
  /**
   * Settled spend by workload since an instant, exact, from charges; `instances` leaves out the calls written by
   * those gateway incarnations. Used to rebuild budget counters.
   */
  spendByWorkload(since: Date, excludeInstances: readonly string[]): Promise<Map<string, bigint>>;
  /** Exact effective cost of each scope in pico-units, in their order. Throws `invalid_argument` for no dimension. */
  spend(scopes: readonly SpendScope[]): Promise<bigint[]>;
  close(): Promise<void>;
}
