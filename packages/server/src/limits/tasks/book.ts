import type { CallFact } from '@weir/core/contract';
import type { WeirError } from '@weir/core/errors';
import type { Clock } from '../../platform/clock.ts';
import type { Logger } from '../../platform/log.ts';
import { Waiters } from '../waiters.ts';
import { add } from './figures.ts';
import { liveOf } from './live.ts';
import { Loader } from './loader.ts';
import type {
  AskPerson,
  BeginAnswer,
  BeginAsk,
  Decision,
  LiveTask,
  TaskKey,
  TaskStore,
  TellNotice,
  ToldCall,
} from './port.ts';
import { Questions } from './questions.ts';
import { TaskRecord } from './record.ts';
import { Settled } from './settled.ts';
import { limitReached, unknownFigures } from './texts.ts';
import { decide, type Stop, tooMuch } from './verdict.ts';

/** Shorter than gateways wait for the answer. */
export const LONGEST_LOAD_MS = 800;
const IDLE_MS = 24 * 3_600_000;
/** Beyond this the tasks that were idle for longest are forgotten; the ledger has them. */
const MOST_TASKS = 100_000;
const READ_AGAIN_MS = 100;
/** Looked at per sweep or arrival, so that tasks that cannot be forgotten do not make each call slow. */
const LOOKED_AT = 50;

export interface TaskBookDeps {
  clock: Clock;
  log: Logger;
  sleep(ms: number): Promise<void>;
  store: TaskStore;
  ask: AskPerson;
  tell: TellNotice;
  currency(): string;
  /** Tasks kept at most. */
  most?: number;
}

/**
 * What every task of every gateway has used and may still use. Invariant, for every task with a policy: settled +
 * reserved cost never passes its cost limit, nor steps theirs, whatever the number of gateways, messages lost or
 * repeated, and processes killed. See README.md.
 */
export interface TaskBook {
  /** Throws or rejects with `task_limit_reached`, `task_waiting`, `tier_not_allowed`, `limits_unavailable`. */
  begin(instance: string, ask: BeginAsk): BeginAnswer | Promise<BeginAnswer>;
  /** What a gateway knows of its calls; may be repeated and late. */
  tell(instance: string, calls: readonly ToldCall[]): void;
  /** These incarnations may know of calls that neither the ledger nor the book has: nothing begins until they told. */
  expect(instances: readonly string[]): void;
  /** It has told all it knows. */
  heard(instance: string): void;
  /** It is gone and all it wrote is in the ledger. */
  drained(instance: string): void;
  /** To be called with every batch once it is in the ledger. */
  landed(calls: readonly CallFact[]): void;
  decided(key: TaskKey, decision: Decision): void;
  /** Undefined when it is not in the book: then nothing is under way. */
  live(key: TaskKey): LiveTask | undefined;
  /** All that are waiting or stopped, or have calls under way. */
  lively(): LiveTask[];
  /** Incarnations with calls under way or not told yet. */
  holders(): string[];
  /** To be called about once a second. */
  sweep(): void;
  readonly size: number;
}

export function createTaskBook(deps: TaskBookDeps): TaskBook {
  return new Book(deps);
}

class Book implements TaskBook {
  private readonly tasks = new Map<string, TaskRecord>();
  private readonly settled = new Settled();
  private readonly awaited = new Set<string>();
  private readonly waiters: Waiters;
  private readonly loader: Loader;
  private readonly questions: Questions;
  private readonly deps: TaskBookDeps;

  constructor(deps: TaskBookDeps) {
    this.deps = deps;
    this.waiters = new Waiters(deps.sleep);
    this.questions = new Questions(deps);
    this.loader = new Loader({
      store: deps.store,
      settled: (callId) => this.settled.add(callId),
      depthOf: (record, parentTask) => this.depthOf(record, parentTask),
      pause: () => deps.sleep(READ_AGAIN_MS),
      done: (error) => {
        if (error !== undefined) deps.log.warn({ err: error }, 'tasks could not be read from the ledger');
        this.waiters.wake();
      },
    });
  }

  get size(): number {
    return this.tasks.size;
  }

  begin(instance: string, ask: BeginAsk): BeginAnswer | Promise<BeginAnswer> {
    const record = this.obtain(ask);
    this.setDepth(record, ask.parentTask);
    if (record.isReady && this.awaited.size === 0) return this.decide(record, instance, ask);
    return this.beginLater(record, instance, ask);
  }

  private async beginLater(record: TaskRecord, instance: string, ask: BeginAsk): Promise<BeginAnswer> {
    record.waiters += 1;
    this.loader.want(record);
    const isReady = () => {
      if (!record.isReady) this.loader.want(record);
      return record.isReady && this.awaited.size === 0;
    };
    const ready = await this.waiters.until(isReady, LONGEST_LOAD_MS);
    record.waiters -= 1;
    if (!ready) throw unknownFigures(record);
    return this.decide(record, instance, ask);
  }

  private decide(record: TaskRecord, instance: string, ask: BeginAsk): BeginAnswer {
    // the gateway did not wait for this answer and has let the call go
    if (this.settled.has(ask.callId)) throw unknownFigures(record);
    const now = this.deps.clock.now();
    record.policy = ask.policy;
    record.lastActivity = now;
    if (record.pending.has(ask.callId)) return this.raise(record, ask, now);
    const verdict = decide(record, ask, now, this.deps.currency());
    if (verdict.kind === 'wait') throw this.questions.put(record, verdict);
    if (verdict.kind === 'refuse') throw this.refused(record, verdict.error, verdict.stops);
    if (verdict.kind === 'cheaper') return { degrade: ask.policy.degrade_to, held: false };
    record.stopped = undefined;
    if (record.question !== undefined && record.question.limit !== 'gate') record.question = undefined;
    record.largestStep = Math.max(record.largestStep, ask.tokens);
    record.pending.begin(ask.callId, instance, ask, record.digests.isRetry(ask.digest));
    record.digests.add(ask.digest);
    record.mostAlike = Math.max(record.mostAlike, record.digests.count(ask.digest));
    return { degrade: verdict.degrade, held: true };
  }

  /** More is to be held for a call under way; what was held stays when that is not there. */
  private raise(record: TaskRecord, ask: BeginAsk, now: number): BeginAnswer {
    const more = record.pending.more(ask.callId, ask);
    const block = tooMuch(record, ask.policy, more, now);
    if (block !== undefined) throw limitReached(record, block, this.deps.currency());
    record.pending.raise(ask.callId, more);
    return { degrade: undefined, held: true };
  }

  private refused(record: TaskRecord, error: WeirError, stops: Stop | undefined): WeirError {
    if (stops === undefined) return error;
    const isNew = record.stopped === undefined;
    record.stopped = { limit: stops.limit, text: error.message };
    if (isNew) this.questions.tellStopped(record, error.message, stops);
    return error;
  }

  tell(instance: string, calls: readonly ToldCall[]): void {
    for (const call of calls) this.tellOne(instance, call);
  }

  private tellOne(instance: string, call: ToldCall): void {
    const { callId, end } = call;
    if (this.settled.has(callId)) return;
    if (end?.made === false) {
      this.forget(this.tasks.get(keyOf(call)), callId);
      return;
    }
    const record = this.obtain(call);
    const { pending, digests } = record;
    record.lastActivity = this.deps.clock.now();
    if (!pending.has(callId)) {
      this.setDepth(record, call.parentTask);
      pending.begin(callId, instance, call, false);
      digests.add(call.digest);
      // it may have ended so long ago that the ledger has it
      if (end !== undefined) record.stale = true;
    }
    if (end === undefined || !pending.end(callId, end)) return;
    digests.ended(call.digest, end.failed);
    record.called(end.toolNames);
  }

  expect(instances: readonly string[]): void {
    for (const instance of instances) this.awaited.add(instance);
  }

  heard(instance: string): void {
    if (this.awaited.delete(instance)) this.waiters.wake();
  }

  drained(instance: string): void {
    for (const record of this.tasks.values()) {
      for (const callId of record.pending.idsOf(instance)) {
        // nothing was heard of its landing: the ledger is asked what became of it
        record.pending.take(callId);
        record.stale = true;
      }
    }
    this.heard(instance);
  }

  landed(calls: readonly CallFact[]): void {
    for (const call of calls) {
      const { workload, task } = call.tags;
      if (task === undefined || workload === undefined || call.purpose === 'evaluation') continue;
      const record = this.tasks.get(keyOf({ workload, task }));
      if (record !== undefined) this.landedOne(record, call);
    }
  }

  private landedOne(record: TaskRecord, call: CallFact): void {
    const { pending } = record;
    if (call.status === 'refused') {
      if (pending.has(call.call_id)) this.forget(record, call.call_id);
    } else if (pending.has(call.call_id)) {
      record.digests.ended(pending.digestOf(call.call_id), call.status === 'upstream_error');
      pending.landed(call);
      // while the ledger is read it is not known whether the sum has it: the reading tells
      if (record.loading) return;
      const figures = pending.take(call.call_id);
      if (record.loaded) add(record.base, figures);
      this.settled.add(call.call_id);
    } else if (!this.settled.has(call.call_id)) {
      record.stale = true;
    }
  }

  /** The call counts for nothing, now and when it is heard of again. */
  private forget(record: TaskRecord | undefined, callId: string): void {
    this.settled.add(callId);
    if (record === undefined || !record.pending.has(callId)) return;
    record.digests.takeBack(record.pending.digestOf(callId));
    record.pending.take(callId);
  }

  decided(key: TaskKey, decision: Decision): void {
    const record = this.tasks.get(keyOf(key));
    if (record === undefined) return;
    record.grants.apply(decision, record.question?.limit);
    record.question = undefined;
  }

  live(key: TaskKey): LiveTask | undefined {
    const record = this.tasks.get(keyOf(key));
    return record && liveOf(record, this.deps.clock.now());
  }

  lively(): LiveTask[] {
    const now = this.deps.clock.now();
    return [...this.tasks.values()]
      .filter(({ question, stopped, pending }) => question ?? stopped ?? pending.open > 0)
      .map((record) => liveOf(record, now));
  }

  holders(): string[] {
    const holders = new Set(this.awaited);
    for (const { pending } of this.tasks.values()) pending.addInstances(holders);
    return [...holders];
  }

  sweep(): void {
    const now = this.deps.clock.now();
    this.forgetIdle((record) => record.lastActivity + IDLE_MS < now, this.tasks.size);
    for (const record of this.tasks.values()) this.questions.remind(record, now);
  }

  /** Tasks stand in the order of their last call. */
  private forgetIdle(isIdle: (record: TaskRecord) => boolean, atMost: number): void {
    let looked = 0;
    for (const [key, record] of this.tasks) {
      if (looked++ >= atMost || !isIdle(record)) return;
      if (record.isForgettable) this.tasks.delete(key);
    }
  }

  private obtain(task: TaskKey): TaskRecord {
    const key = keyOf(task);
    const known = this.tasks.get(key);
    this.tasks.delete(key);
    const record = known ?? new TaskRecord(task, this.deps.clock.now());
    const most = this.deps.most ?? MOST_TASKS;
    if (known === undefined) this.forgetIdle(() => this.tasks.size >= most, LOOKED_AT);
    this.tasks.set(key, record);
    return record;
  }

  private setDepth(record: TaskRecord, parentTask: string | undefined): void {
    if (record.hasDepth || parentTask === undefined) return;
    record.depth = this.depthOf(record, parentTask);
    record.hasDepth = true;
  }

  /** A task that is not in the book is taken for one that nobody started. */
  private depthOf({ workload, task }: TaskRecord, parentTask: string | undefined): number {
    if (parentTask === undefined || parentTask === task) return 1;
    return (this.tasks.get(keyOf({ workload, task: parentTask }))?.depth ?? 1) + 1;
  }
}

/** Workload ids are slugs: no space stands in them. */
function keyOf({ workload, task }: TaskKey): string {
  return `${workload} ${task}`;
}
