import type { TaskPolicy } from '@weir/core/contract';
import { PendingCalls } from './calls.ts';
import { Digests } from './digests.ts';
import { add, type Figures, noFigures } from './figures.ts';
import { Grants } from './grants.ts';
import type { BlockedBy, TaskKey } from './port.ts';

const TOOLS_TOLD = 10;

/** What was asked of a person and is not decided yet. */
export interface OpenQuestion {
  readonly limit: BlockedBy;
  readonly text: string;
  readonly needed: bigint;
  approval: string | undefined;
  /** Turned away since it was asked last. */
  refused: number;
  /** 0: to be asked. */
  askedAt: number;
  told: boolean;
}

/** One task in the book: what the ledger has of it, and what is not there yet. */
export class TaskRecord implements TaskKey {
  readonly workload: string;
  readonly task: string;
  /** The ledger's sum. */
  base: Figures = noFigures();
  readonly pending = new PendingCalls();
  readonly digests = new Digests();
  readonly grants = new Grants();
  /** Whether `base` is known. */
  loaded = false;
  loading = false;
  /** Something landed, or was told, of which it is not known whether `base` has it. */
  stale = false;
  /** Begins that wait for it. */
  waiters = 0;
  firstSeen: number;
  lastActivity: number;
  depth = 1;
  hasDepth = false;
  /** Tokens of its largest step. */
  largestStep = 0;
  mostAlike = 0;
  policy: TaskPolicy | undefined;
  question: OpenQuestion | undefined;
  stopped: { limit: BlockedBy; text: string } | undefined;
  lastTools: string[] = [];

  constructor({ workload, task }: TaskKey, now: number) {
    this.workload = workload;
    this.task = task;
    this.firstSeen = now;
    this.lastActivity = now;
  }

  get isReady(): boolean {
    return this.loaded && !this.loading && !this.stale;
  }

  /** Nothing is lost by forgetting it: the ledger has all of it. */
  get isForgettable(): boolean {
    return this.pending.size === 0 && this.waiters === 0 && !this.loading;
  }

  /** Settled and reserved. */
  get figures(): Figures {
    const sum = { ...this.base };
    add(sum, this.pending.sum);
    return sum;
  }

  called(tools: readonly string[]): void {
    if (tools.length > 0) this.lastTools = [...this.lastTools, ...tools].slice(-TOOLS_TOLD);
  }
}
