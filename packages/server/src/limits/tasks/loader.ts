import { add, figuresOf } from './figures.ts';
import type { StoredTask, TaskStore } from './port.ts';
import type { TaskRecord } from './record.ts';

/** Tasks read in one query. */
const BATCH = 200;
/** Something may land between the queries of one reading: then it is read again. */
const TRIES = 4;

export interface LoaderDeps {
  store: TaskStore;
  /** It stands in the ledger's sum from now on. */
  settled(callId: string): void;
  /** The depth of the task that started it, by its name. */
  depthOf(record: TaskRecord, parentTask: string | undefined): number;
  /** Between a reading that failed and the next. */
  pause(): Promise<void>;
  /** Records became ready, or could not be read (`error`). */
  done(error?: unknown): void;
}

/**
 * Reads tasks from the ledger, all that are asked for while a reading is under way in the next one, so that many new
 * tasks at once cost few queries.
 */
export class Loader {
  private readonly queue = new Set<TaskRecord>();
  private running = false;
  private readonly deps: LoaderDeps;

  constructor(deps: LoaderDeps) {
    this.deps = deps;
  }

  want(record: TaskRecord): void {
    if (record.loading || record.isReady) return;
    this.queue.add(record);
    if (!this.running) void this.run();
  }

  private async run(): Promise<void> {
    this.running = true;
    while (this.queue.size > 0) {
      const batch = [...this.queue].slice(0, BATCH);
      for (const record of batch) this.queue.delete(record);
      await this.read(batch);
    }
    this.running = false;
  }

  private async read(batch: readonly TaskRecord[]): Promise<void> {
    for (const record of batch) {
      record.loading = true;
      record.stale = false;
    }
    const known = batch.map((record) => record.pending.ids);
    try {
      const { stored, landed } = await this.steady(batch, known.flat());
      batch.forEach((record, i) => {
        this.accept(record, stored[i] ?? NOTHING, known[i] ?? [], landed);
      });
      for (const record of batch) record.loading = false;
      this.deps.done();
    } catch (error) {
      await this.deps.pause();
      for (const record of batch) {
        record.loading = false;
        record.stale = record.loaded;
      }
      this.deps.done(error);
    }
  }

  /**
   * A sum, and which of the calls it holds. What is in the ledger stays there: when as much was there before the sum was
   * taken as after, the sum holds exactly that.
   */
  private async steady(tasks: readonly TaskRecord[], callIds: readonly string[]) {
    const { store } = this.deps;
    for (let tries = 0; tries < TRIES; tries++) {
      const before = callIds.length === 0 ? NO_CALLS : await store.existing(callIds);
      const stored = await store.load(tasks.map(({ workload, task }) => ({ workload, task })));
      const landed = callIds.length === 0 ? NO_CALLS : await store.existing(callIds);
      if (before.size === landed.size) return { stored, landed };
    }
    throw new Error('the ledger did not keep still');
  }

  private accept(
    record: TaskRecord,
    { history, decisions }: StoredTask,
    known: readonly string[],
    landed: ReadonlySet<string>,
  ): void {
    record.base = figuresOf(history);
    record.loaded = true;
    if (history !== undefined) {
      record.firstSeen = Math.min(record.firstSeen, history.startedAt);
      if (!record.hasDepth) {
        record.depth = this.deps.depthOf(record, history.parentTask);
        record.hasDepth = true;
      }
    }
    for (const decision of decisions) record.grants.apply(decision, undefined);
    for (const callId of known) {
      if (!landed.has(callId) && !record.pending.hasLanded(callId)) continue;
      const figures = record.pending.take(callId);
      if (!landed.has(callId)) add(record.base, figures);
      this.deps.settled(callId);
    }
  }
}

const NO_CALLS: ReadonlySet<string> = new Set();
const NOTHING: StoredTask = { history: undefined, decisions: [] };
