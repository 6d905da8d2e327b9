import type { DimensionFilter, TimeRange } from './port.ts';

export const ECONOMIC_GROUPS = [
  'workload',
  'application',
  'team',
  'cost_center',
  'environment',
  'customer',
  'user',
  'model',
  'prompt_version',
  'bucket',
] as const;
export type EconomicGroup = (typeof ECONOMIC_GROUPS)[number];

/** What unit costs are divided by, and shares of other costs are shared by. */
export interface EconomicsStore {
  /** In the order of their groups. Copies made to evaluate are in costs and not in counts. */
  drivers(query: DriverQuery): Promise<DriverSum[]>;
  /** Exact costs by charge category and group: all of it, allocations too. Sums to `loaded_cost` of `/costs`. */
  stack(query: DriverQuery): Promise<StackSum[]>;
  /** Shares of other costs that are booked, by item, day and workload, in this order. */
  allocated(query: AllocatedQuery): Promise<AllocatedSum[]>;
  /** Over tasks that began in the range; undefined when there is none. As providers bill. Exact: values that occurred. */
  taskCosts(query: TaskCostQuery): Promise<TaskCosts | undefined>;
  /** First calls of each value of a dimension within the range, and before it never: new models, new prompt versions. */
  firstSeen(query: FirstSeenQuery): Promise<FirstSeen[]>;
}

export interface AllocatedQuery extends TimeRange {
  /** Days follow it. */
  timeZone: string;
  sandbox: 'exclude' | 'only';
}

/** What entries of kind `allocation` come to. */
export interface AllocatedSum {
  /** Cost item. */
  item: string;
  /** `YYYY-MM-DD` of the zone. */
  day: string;
  /** '' for what nobody bears. */
  workload: string;
  category: string;
  entries: number;
  cost: string;
}

export interface TaskCostQuery extends TimeRange {
  /** One, or it and those merged into it. */
  workload: string | readonly string[];
  sandbox: 'include' | 'exclude';
}

/** Exact decimals. */
export interface TaskCosts {
  sample: number;
  p50: string;
  p95: string;
  p99: string;
  mean: string;
}

export interface FirstSeenQuery extends TimeRange {
  workload: string;
  dimension: 'model' | 'prompt_version';
}

/** `at`: RFC 3339, microseconds. */
export interface FirstSeen {
  value: string;
  at: string;
  calls: number;
}

export interface DriverQuery extends TimeRange {
  by: readonly EconomicGroup[];
  /** Required by the group `bucket`, which is the start of its bucket, RFC 3339. */
  interval?: 'day' | 'week' | 'month';
  timeZone: string;
  filter?: DimensionFilter;
  /** `only`: nothing but the sandbox, for costs that are marked so. */
  sandbox: 'include' | 'exclude' | 'only';
  /** `sums`: users, tasks and customers are not asked for, and told as 0. Default: both. */
  counts?: 'sums';
}

export interface DriverSum {
  group: Partial<Record<EconomicGroup, string>>;
  /** As `/costs` counts them. */
  calls: number;
  /** Input and output. */
  tokens: number;
  /** Different ones, of calls that were made; calls that name none count in none. A task counts once per workload. */
  users: number;
  tasks: number;
  customers: number;
  /** As providers bill (`cost`), and with allocations. */
  cost: string;
  loaded_cost: string;
}

export interface StackSum {
  group: Partial<Record<EconomicGroup, string>>;
  category: string;
  cost: string;
}
