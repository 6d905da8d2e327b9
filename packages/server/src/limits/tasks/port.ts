import type { DegradeTo, ModelTier, TaskLimit, TaskPolicy } from '@weir/core/contract';

/**
 * Tasks of agents and what they may do: one book in control, asked by gateways once per call. Amounts are pico-units of
 * the organization's currency, instants epoch ms of control's clock unless said otherwise.
 */

/** A task, unique by both together. */
export interface TaskKey {
  readonly workload: string;
  readonly task: string;
}

/** What a gateway asks before a call is made. */
export interface BeginAsk extends TaskKey {
  readonly callId: string;
  readonly parentTask: string | undefined;
  readonly policy: TaskPolicy;
  readonly digest: string;
  readonly tier: ModelTier | undefined;
  /** Expected at most. */
  readonly tokens: number;
  readonly cost: bigint;
  /** The call was already made cheaper as `degrade_to` says. */
  readonly degraded: boolean;
}

export interface BeginAnswer {
  /** Set when the policy is to go on with something cheaper. */
  readonly degrade: DegradeTo | undefined;
  /**
   * False: nothing is held, for the call as asked does not fit what is left; made cheaper it may. Ask again with what it
   * costs then and `degraded`.
   */
  readonly held: boolean;
}

/** How a call of a task went. */
export interface CallEnd {
  readonly tokens: number;
  readonly toolCalls: number;
  readonly toolNames: readonly string[];
  readonly retries: number;
  readonly cost: bigint;
  readonly failed: boolean;
  /** False: it was never made, and counts for nothing. */
  readonly made: boolean;
}

/** What a gateway tells of one call: complete each time, so that it may be lost, late or repeated. */
export interface ToldCall extends TaskKey {
  readonly callId: string;
  readonly parentTask: string | undefined;
  readonly digest: string;
  /** Expected at most. */
  readonly tokens: number;
  readonly cost: bigint;
  /** Absent while it is under way. */
  readonly end: CallEnd | undefined;
}

/** Sums over the calls of a task in the ledger; refused calls and copies for evaluation are not among them. */
export interface TaskHistory {
  /** Start of its first call. */
  readonly startedAt: number;
  readonly parentTask: string | undefined;
  readonly steps: number;
  readonly toolCalls: number;
  /** Input and output. */
  readonly tokens: number;
  /** Upstream tries beyond the first. */
  readonly retries: number;
  readonly cost: bigint;
}

/** What a person has decided about a task. */
export interface Decision {
  /** Id of the approval. */
  readonly id: string;
  readonly state: 'approved' | 'rejected' | 'expired';
  readonly by: string | undefined;
  /** Raises the cost limit; absent: the limit that stopped the task counts once more. */
  readonly amount: bigint | undefined;
  /** The grant ends then. */
  readonly until: number | undefined;
}

/** What is stored of a task. */
export interface StoredTask {
  /** Absent: the ledger has no call of it. */
  readonly history: TaskHistory | undefined;
  /** Decided approvals of it, oldest first. */
  readonly decisions: readonly Decision[];
}

export interface TaskStore {
  /** Of each task asked for, in their order. Rejects when the ledger cannot be read. */
  load(tasks: readonly TaskKey[]): Promise<readonly StoredTask[]>;
  /** Which of these calls the ledger has, wholly. */
  existing(callIds: readonly string[]): Promise<ReadonlySet<string>>;
}

/** A question to a person: one is open per task, asking again counts what was turned away since. */
export interface TaskQuestion extends TaskKey {
  readonly question: string;
  /** What the call might have cost. */
  readonly needed: bigint;
  /** Calls turned away for it since it was asked last. */
  readonly refusedCalls: number;
}
/** Resolves to the id of the approval. */
export type AskPerson = (question: TaskQuestion) => Promise<string>;

/** What is told when a task is handed to a person, or stopped by a limit. */
export interface TaskNotice extends TaskKey {
  readonly kind: 'waiting' | 'stopped';
  readonly limit: BlockedBy;
  /** One sentence. */
  readonly text: string;
  readonly most: string;
  readonly used: string;
  readonly costSoFar: bigint;
  readonly steps: number;
  /** Newest last. */
  readonly lastTools: readonly string[];
  readonly webhook: string | undefined;
  readonly approval: string | undefined;
  readonly at: number;
}
/** Delivery, signing and repetition are the receiver's. */
export type TellNotice = (notice: TaskNotice) => void;

/** `gate`: a model of a tier that needs consent. */
export type BlockedBy = TaskLimit | 'gate';

export interface LimitUse {
  readonly limit: TaskLimit;
  /** In force, grants included. Cost in pico-units, else a count or seconds. */
  readonly most: bigint;
  readonly used: bigint;
}

/** What control knows of a task besides its calls in the ledger. */
export interface LiveTask extends TaskKey {
  readonly state: 'running' | 'waiting' | 'stopped';
  readonly reason: string | undefined;
  readonly approval: string | undefined;
  readonly reserved: bigint;
  /** Calls under way. */
  readonly open: number;
  readonly lastActivity: number;
  readonly limits: readonly LimitUse[];
}
