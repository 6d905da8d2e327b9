import type { ChargeFact, EntryFact, Page, StatementLine } from '@weir/core/contract';
import type { AttributionReader } from './attribution-port.ts';
import type { EconomicsStore } from './economics-port.ts';
import type { ExploringStore } from './explore-port.ts';
import type { OutcomeStore } from './outcome-port.ts';
import type { DimensionFilter, LedgerStore, RetentionOutcome, RetentionPolicy, TimeRange } from './port.ts';

/**
 * The side that bills: what providers and bills tell, line by line. Append-only: a line told anew is a further version, and
 * the latest of (source, id) counts. A line belongs to the range, day and month that its own `since` lies in.
 */
export interface StatementStore {
  /**
   * Keeps what is new or says something else than what is known of the same (source, id). Safe to repeat, also after it
   * broke off. A line of the same or an earlier version than the one known is `unchanged` (it came late, and counts no more).
   * Of several of one id in `lines` the latest counts. One writer at a time per source.
   */
  append(lines: readonly StatementLine[]): Promise<StatementAppend>;
  /** Lines that count, by since and id, oldest first. */
  lines(query: StatementQuery): Promise<Page<StatementLine>>;
  /** Sums of the lines that count, in the order of their groups. */
  sums(query: StatementSumQuery): Promise<StatementSum[]>;
}

export interface StatementAppend {
  added: number;
  unchanged: number;
  revised: number;
  /** What each of the revised lines said before, in the order the revising ones were given. */
  earlier: StatementLine[];
}

export interface StatementQuery extends TimeRange {
  source?: string;
  provider?: string;
  model?: string;
  unit?: string;
  invoice?: string;
  /** `YYYY-MM-DD` in UTC, the day that a line's `since` lies in. */
  day?: string;
  limit: number;
  cursor?: string;
}

export const STATEMENT_GROUPS = [
  'day',
  'month',
  'provider',
  'account',
  'project',
  'key',
  'model',
  'unit',
  'category',
  'tier',
  'invoice',
  'source',
  'currency',
  'tells',
] as const;
export type StatementGroup = (typeof STATEMENT_GROUPS)[number];

export interface StatementSumQuery extends TimeRange {
  /** IANA zone that days and months follow. */
  timeZone: string;
  provider?: string;
  sources?: readonly string[];
  by: readonly StatementGroup[];
}

/**
 * Exact sums, decimals as text. A figure is absent when no line of the group tells it. Group by `currency` where more than
 * one may be told, and by `tells` where usage and cost of the same thing come from lines of their own.
 */
export interface StatementSum {
  /** `day` as `YYYY-MM-DD`, `month` as `YYYY-MM`; '' where lines do not tell. */
  group: Partial<Record<StatementGroup, string>>;
  lines: number;
  quantity?: string;
  requests?: number;
  cost?: string;
  list_cost?: string;
  effective_cost?: string;
}

/** A whole ledger: what backends open. */
export interface Ledger extends LedgerStore, ExploringStore, ChargeReader {
  readonly statements: StatementStore;
  readonly outcomes: OutcomeStore;
  readonly economics: EconomicsStore;
  readonly attribution: AttributionReader;
  /** What providers reported of these calls, which began in the range; of those that are not there nothing. */
  usages(callIds: readonly string[], range: TimeRange): Promise<Map<string, Record<string, number>>>;
  /**
   * Drops what is older than the policy keeps. Safe to repeat, and to be killed. Figures over dropped detail come from the
   * coarser tiers and say so. Throws `invalid_argument` when a finer tier is to outlive a coarser one.
   */
  applyRetention(policy: RetentionPolicy, now: Date): Promise<RetentionOutcome>;
}

/**
 * The side of the ledger, charge by charge, for those who check and correct it. Without the sandbox. A range that begins
 * before `detailSince` throws `conflict`: figures that lack what was dropped would be booked as differences.
 */
export interface ChargeReader {
  /** Since when calls and charges are all there: what is older may have been dropped. Epoch when nothing was. */
  detailSince(): Promise<Date>;
  /** Pages of charges by time, call and position. `until` exclusive, by the start of the call. */
  charges(query: ChargeQuery): AsyncIterable<readonly LedgerCharge[]>;
  /** Exact sums in the order of their groups. */
  chargeSums(query: ChargeSumQuery): Promise<ChargeSum[]>;
}

export interface ChargeQuery extends TimeRange {
  /** Of the attempt that was billed. */
  provider?: string;
  model?: string;
  filter?: DimensionFilter;
  /** Default: include. */
  entries?: 'include' | 'exclude';
}

/** A charge with what is needed of its call to price or correct it. */
export interface LedgerCharge extends ChargeFact {
  call_id: string;
  /** RFC 3339, microseconds, UTC. */
  started_at: string;
  /** Place among the charges of the call. */
  position: number;
  billed_provider: string;
  billed_model: string;
  /** Service tier, where the tag `tier` tells it. */
  tier?: string;
  region?: string;
  /** All tags, custom ones too. */
  tags: Record<string, string>;
  key?: string;
  source: string;
  purpose?: string;
  entry?: Omit<EntryFact, 'reason'>;
  class?: 'correction';
}

export const CHARGE_GROUPS = [
  ...STATEMENT_GROUPS.filter((name) => name !== 'tells'),
  'region',
  'entry',
  'class',
  'price_ref',
  'workload',
  'team',
  'cost_center',
  'application',
  'environment',
  'purpose',
] as const;
export type ChargeGroup = Exclude<StatementGroup, 'tells'> | (typeof CHARGE_GROUPS)[number];

export interface ChargeSumQuery extends TimeRange {
  timeZone: string;
  by: readonly ChargeGroup[];
  filter?: DimensionFilter;
  /** Default: include. */
  entries?: 'include' | 'exclude';
}

/**
 * `provider` and `model` are those billed. `account`, `project` and `tier` are custom tags of these names, '' without;
 * `entry` is the kind, '' for a call.
 */
export interface ChargeSum {
  group: Partial<Record<ChargeGroup, string>>;
  /** Rows of charges. */
  charges: number;
  /** Calls they stand for, each once per unit. */
  requests: number;
  /** Only meaningful grouped by `unit`. */
  quantity: string;
  list_cost: string;
  contracted_cost: string;
  /** Effective. */
  cost: string;
}
