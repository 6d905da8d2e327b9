import type { AttributionState, CallStatus, ChargeCategory, Dialect } from '@weir/core/contract';
import type { DimensionFilter, TimeRange } from './port.ts';

/** Which records of a range a rule is about. */
export interface MovableScope extends TimeRange {
  when: DimensionFilter;
}

export interface MovableQuery extends MovableScope {
  /** IANA zone that days follow. */
  timeZone: string;
  /** What these match is left to them. */
  unless: readonly MovableScope[];
  /** `source_line` of entries that this very rule has booked: what it once put in its place stays there. */
  ownLine: string;
  /** Told as one where there are more groups than that: then without tasks, users and customers. */
  mostGroups: number;
}

/** Exact sums of a quantity that was charged, decimals as text. */
export interface MovableCharge {
  provider: string;
  model: string;
  unit: string;
  category: ChargeCategory;
  priced: boolean;
  estimated: boolean;
  quantity: string;
  list_cost: string;
  contracted_cost: string;
  effective_cost: string;
}

/** Records of one day that are alike in everything but time, entries among them: what was moved away is taken off. */
export interface MovableGroup {
  /** Of the first of them, RFC 3339. */
  at: string;
  sandbox: boolean;
  currency: string;
  provider: string;
  model: string;
  key: string;
  status: CallStatus;
  attribution: AttributionState;
  dialect: Dialect;
  purpose: string;
  cache: string;
  data_class: string;
  region: string;
  tags: Record<string, string>;
  /** May be 0, and less than that. */
  calls: number;
  avoided_cost: string;
  charges: MovableCharge[];
}

export interface UnattributedQuery extends TimeRange {
  sandbox: 'include' | 'exclude';
  limit: number;
}

/** Calls of one key that count as unattributed. */
export interface UnattributedKey {
  key: string;
  workload: string;
  environment: string;
  missing_tags: string[];
  calls: number;
  /** Exact, above 0. */
  cost: string;
  /** RFC 3339. */
  last_seen_at: string;
}

/** What attribution asks of the ledger, of detail only: nothing before `detailSince`. */
export interface AttributionReader {
  /** In the order of their days; groups that come to nothing are left out. */
  movable(query: MovableQuery): Promise<MovableGroup[]>;
  /** Dearest first. */
  unattributed(query: UnattributedQuery): Promise<UnattributedKey[]>;
}
