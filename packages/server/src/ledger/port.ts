import type { CallFact, CallSummary, CostReport, Page } from '@weir/core/contract';

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
  close(): Promise<void>;
}
