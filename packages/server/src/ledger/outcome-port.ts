import type { Outcome, Page } from '@weir/core/contract';
import type { TimeRange } from './port.ts';

/** An outcome as it is to be kept; ids are given, versions are the store's. */
export type OutcomeRecord = Omit<Outcome, 'version' | 'link' | 'recorded_at'>;

/**
 * What was achieved, beside what it cost. Append-only: an outcome told anew is a further version, and the latest of an id counts.
 * An outcome belongs to the range that its own `at` lies in.
 */
export interface OutcomeStore {
  /**
   * Keeps what is new or says something else than the latest of its id. Safe to repeat, also after it broke off. Of several
   * of one id in `records` all are kept, in their order. One writer at a time.
   */
  append(records: readonly OutcomeRecord[], recordedAt: Date): Promise<OutcomeAppend>;
  /** Those that count, newest first; retracted ones only when asked for. `link` is as of now. */
  list(query: OutcomeQuery): Promise<Page<Outcome>>;
  /** All versions of one, oldest first; empty when there is none. */
  versions(id: string): Promise<Outcome[]>;
  /** Exact sums over those that count, in the order of their groups. */
  sums(query: OutcomeSumQuery): Promise<OutcomeSum[]>;
  /** Costs of what each outcome names (its task, or else its call): distribution, and how many name nothing that is there. */
  costs(query: OutcomeCostQuery): Promise<OutcomeCosts>;
  /** What the ledger knows of tasks and calls of these names. */
  named(names: OutcomeNames): Promise<NamedCall[]>;
  /** What counts of these ids, whenever it happened; those never told are not in it. */
  heads(ids: readonly string[]): Promise<Map<string, OutcomeHead>>;
  /** Tasks by the end of their last call, oldest first. Copies made to evaluate, and entries, are no calls of a task. */
  endedTasks(query: EndedTaskQuery): Promise<{ tasks: EndedTask[]; next: string | undefined }>;
}

export interface OutcomeHead {
  workload: string;
  version: number;
  source: string;
  retracted: boolean;
}

/** Those whose last call ended in (`after`, `until`]; of a call that took more than 2 hours they may be missed. */
export interface EndedTaskQuery {
  workload: string;
  after: Date;
  until: Date;
  limit: number;
  /** `next` of the page before. */
  next?: string;
}

export interface EndedTask {
  task: string;
  /** End of its last call, RFC 3339. */
  lastCallAt: string;
  /** Calls that were made. */
  steps: number;
  lastTools: string[];
  tools: string[];
  /** Its last call was answered. */
  lastOk: boolean;
  sandbox: boolean;
  customer?: string;
  user?: string;
  prompt_version?: string;
}

export interface OutcomeNames {
  tasks: readonly string[];
  calls: readonly string[];
}

/** A task (`call` absent; a task of one name may be known in several workloads) or a call. */
export interface NamedCall {
  workload: string;
  task?: string;
  call?: string;
  sandbox: boolean;
  /** Of the first call, RFC 3339. */
  startedAt: string;
}

export interface OutcomeAppend {
  added: number;
  unchanged: number;
  revised: number;
  /** Positions in `records` that were added or revised. */
  changed: number[];
  /** Positions in `records` whose task or call is not in the ledger (yet). */
  pending: number[];
}

export interface OutcomeQuery extends TimeRange {
  workload?: string;
  outcome?: string;
  task?: string;
  customer?: string;
  success?: boolean;
  /** Also those that were taken back. */
  retracted?: boolean;
  /** Only those whose task or call is not in the ledger (yet). */
  unlinked?: boolean;
  sandbox: 'include' | 'exclude';
  limit: number;
  cursor?: string;
}

export const OUTCOME_GROUPS = [
  'workload',
  'outcome',
  'customer',
  'user',
  'prompt_version',
  'model',
  'currency',
  'class',
  'confidence',
  'source',
  'bucket',
] as const;
export type OutcomeGroup = (typeof OUTCOME_GROUPS)[number];

export interface OutcomeSumQuery extends TimeRange {
  /** One, or it and those merged into it. */
  workload?: string | readonly string[];
  outcome?: string;
  by: readonly OutcomeGroup[];
  /** Of `bucket`, in the zone. */
  interval?: 'day' | 'week' | 'month';
  timeZone: string;
  sandbox: 'include' | 'exclude';
}

export interface OutcomeSum {
  /**
   * `model`: of the last call of its task, or of its call; '' when it names neither. `customer`, `user` and `prompt_version`:
   * its own, or else those of that call. `bucket`: start, RFC 3339.
   */
  group: Partial<Record<OutcomeGroup, string>>;
  outcomes: number;
  successes: number;
  /** Successes that tell a value of their own, and its exact sum. Group by `currency` where more than one may be told. */
  valued: number;
  value: string;
  /** Of all. */
  recorded_last: string;
  /** Told after `until` of the query; of the sandbox none: its past is made up at once. */
  late: number;
}

export interface OutcomeCostQuery extends TimeRange {
  /** One, or it and those merged into it. */
  workload: string | readonly string[];
  outcome?: string;
  sandbox: 'include' | 'exclude';
}

/**
 * Cost as providers bill it, of tasks or calls that successful outcomes name; exact decimals that occurred, the mean to 12
 * decimals. An outcome counts the whole of its task, also when another outcome names it too.
 */
export interface OutcomeCosts {
  sample: number;
  /** Successful ones that name nothing, or nothing that is there. */
  unknown: number;
  p50?: string;
  p95?: string;
  p99?: string;
  mean?: string;
}
