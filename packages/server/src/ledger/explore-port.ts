import type {
  CallPercentiles,
  CostMeasures,
  CostReport,
  ExploreOrder,
  ExportFormat,
  ExportKind,
} from '@weir/core/contract';
import type { CostQuery, DimensionFilter, TimeRange } from './port.ts';

export interface ExploreQuery extends Omit<CostQuery, 'interval' | 'limit'> {
  /** A second range whose figures stand beside those of the first. */
  compare?: TimeRange;
  order: ExploreOrder;
  descending: boolean;
  /** Groups on a page. */
  limit: number;
  cursor?: string;
  /** Whether percentiles over the calls of each group on the page are wanted. */
  percentiles: boolean;
}

export interface ExploredGroup {
  /** Values of the dimensions, in their order. */
  values: readonly string[];
  now: CostMeasures;
  previous: CostMeasures | undefined;
  percentiles: CallPercentiles | undefined;
}

export interface Explored {
  groups: ExploredGroup[];
  /** Of all groups, on this page or not. */
  total: { now: CostMeasures; previous: CostMeasures | undefined };
  /** Groups in all. */
  count: number;
  currency: string;
  nextCursor: string | null;
  answeredFrom: 'rollup' | 'detail';
  /** What retention has taken from it, or from what it is compared with. */
  retained?: NonNullable<CostReport['retained']>;
}

export interface ExportQuery extends TimeRange {
  kind: Exclude<ExportKind, 'costs'>;
  filter: DimensionFilter;
  sandbox: 'include' | 'exclude';
}

/** Rows that are `xlsx` are made of `jsonl` further up: engines do not write it. */
export type RowFormat = Exclude<ExportFormat, 'xlsx'>;

export interface ExportedRows {
  /** Rows there will be, for progress; what lands meanwhile is not counted. */
  rows: number;
  columns: readonly string[];
  bytes: AsyncIterable<Uint8Array>;
}

/** Questions people ask of the ledger at any size. Every statement ends when its signal fires. */
export interface ExploringStore {
  /** One page of groups in order, and the total of all of them, from one statement. */
  explore(query: ExploreQuery, signal?: AbortSignal): Promise<Explored>;
  /** Rows as a file of any size, never held. `array`: JSON arrays a line, in the order of the columns. */
  export(query: ExportQuery, format: RowFormat | 'array', signal?: AbortSignal): Promise<ExportedRows>;
}
