import type { DegradeTo, ModelTier, TaskPolicy } from '@weir/core/contract';
import type { PlaceFacts, Subject } from './subject.ts';

/** What the call path asks of limits. Everything is synchronous when what is needed is at hand. */

/** What one try of a call may cost, or has cost, and where. Pico-units of the organization's currency. */
export interface TryCost {
  readonly place: PlaceFacts;
  readonly amount: bigint;
}

export interface Budgets {
  /** What degrade budgets past their red threshold ask of this call; the mildest that satisfies all. Never waits. */
  degradation(subject: Subject, place?: PlaceFacts): DegradeTo | undefined;
  /**
   * Holds the cost of all tries in every budget that matches, or in none. Throws or rejects with WeirError
   * `budget_exhausted`, `approval_needed`, `limits_unavailable`, `admission_unavailable`. `startedAt` (epoch ms, now
   * when absent) is the start that is recorded: it decides which period the call belongs to.
   */
  hold(subject: Subject, tries: readonly TryCost[], startedAt?: number): Hold | Promise<Hold>;
  /** Counts what was spent without a hold: never refuses. `endedAt` and the answer as in `Hold.settle`. */
  count(subject: Subject, costs: readonly TryCost[], endedAt: number, startedAt?: number): number;
}

export interface Hold {
  /** What is held in all for the call itself, whatever the number of budgets. */
  readonly amount: bigint;
  /** The start to record where the one given lies in a period that ended before money was to be had. */
  readonly startedAt?: number;
  /** Holds so much for these tries in all; never less than before. Rejects as `hold` does; what was held stays. */
  reach(tries: readonly TryCost[]): void | Promise<void>;
  /**
   * What it really cost, by place. `endedAt` is the end that is recorded for the call (epoch ms): it decides whether
   * the ledger's figure or the gateway's counts it. Returns the end to record: `endedAt`, or the last mark plus 1 ms
   * where the clock went back. Exactly one of settle / release takes effect.
   */
  settle(costs: readonly TryCost[], endedAt: number): number;
  release(): void;
}

export interface RateAsk {
  readonly subject: Subject;
  readonly place: PlaceFacts;
  /** Input and output tokens expected at most. */
  readonly tokens: number;
  /** Pico-units expected at most. */
  readonly cost: bigint;
  /** Asked when the call has to wait: calls back when the client leaves, so that its place goes to the next. */
  readonly onLeave?: ((listener: () => void) => void) | undefined;
}

export interface Rates {
  /**
   * Takes one request, its tokens, cost and a place among the concurrent ones from every rate limit that matches, or
   * from none. Waits at most as long as the limits let calls queue. Throws or rejects with WeirError `rate_limited`
   * whose `headers` say when to come again. Undefined: no limit matches.
   */
  admit(ask: RateAsk): RatePass | undefined | Promise<RatePass | undefined>;
}

export interface RatePass {
  /** Name, value, name, value ... for the answer: what is left of the tightest limits. */
  readonly headers: readonly string[];
  /** Exactly once: frees the place, corrects tokens and cost by what they really were. */
  end(actual: { tokens: number; cost: bigint }): void;
}

/** One call of a task, before it is made. */
export interface TaskStep {
  readonly workload: string;
  readonly task: string;
  readonly parentTask: string | undefined;
  readonly policy: TaskPolicy;
  readonly callId: string;
  readonly at: number;
  /** Of the request's content: the same means the same call again. */
  readonly digest: string;
  readonly tier: ModelTier | undefined;
  /** Input and output expected at most. */
  readonly tokens: number;
  /** Pico-units expected at most. */
  readonly cost: bigint;
  /**
   * What the call would be when made cheaper as its policy's `degrade_to` says; asked for only when the call as it is does
   * not fit what the task has left. Throws what such a call is refused with.
   */
  readonly cheaper?: () => Pick<TaskStep, 'tier' | 'tokens' | 'cost'>;
}

export interface Tasks {
  /**
   * Throws or rejects with WeirError `task_limit_reached`, `task_waiting`, `tier_not_allowed` (the gate),
   * `limits_unavailable`.
   */
  begin(step: TaskStep): TaskPass | Promise<TaskPass>;
}

export interface TaskPass {
  /** Set when a limit is reached and the policy is to go on with something cheaper. */
  readonly degrade: DegradeTo | undefined;
  /**
   * Before a further try: holds what all tries may come to, instead of what was held. Rejects as `begin` does; what was
   * held stays.
   */
  readonly reach?: (most: { tokens: number; cost: bigint }) => Promise<void>;
  /** Exactly one of end / release takes effect; `end` when the call has ended. */
  end(actual: TaskActual): void;
  /** The call was never made after all, and is no step. */
  release(): void;
}

export interface TaskActual {
  readonly tokens: number;
  readonly toolCalls: number;
  /** Told to whoever the task is handed to. */
  readonly toolNames?: readonly string[];
  /** Tries beyond the first. */
  readonly retries: number;
  readonly cost: bigint;
  readonly failed: boolean;
  /** The end that is recorded for the call, epoch ms. Now when absent. */
  readonly endedAt?: number;
}

/** Everything a gateway asks before a call is made. */
export interface Limits {
  readonly budgets: Budgets;
  readonly rates: Rates;
  readonly tasks: Tasks;
}

export type { PlaceFacts, Subject };
