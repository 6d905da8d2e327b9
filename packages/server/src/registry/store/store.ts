import { WeirError } from '@weir/core/errors';
import type { Clock } from '../../platform/clock.ts';
import { Change, type ChangeBy } from './change.ts';
import type { Database, Queries } from './db.ts';
import type { Directory } from './directory.ts';
import { IdempotentAnswers, type Withhold } from './idempotency.ts';
import { loadDirectory } from './load-directory.ts';
import { createNotifier } from './notifier.ts';
import { readSetting, writeSetting } from './settings.ts';

const UNIQUE_VIOLATION = '23505';

/** All writing to the registry goes through here: transaction, audit, version, durability, then memory. */
export interface Store {
  readonly db: Queries;
  readonly directory: Directory;
  readonly clock: Clock;
  /**
   * Runs `work` in a transaction. Resolves when its effects are durable and visible in `directory`; rejects with none
   * of them. `withhold` takes secrets out of what is kept for idempotent retries.
   */
  change<T>(by: ChangeBy, work: (change: Change) => Promise<T>, withhold?: Withhold<T>): Promise<T>;
  /** A write that is no change of rules and has no author: usage stamps, findings. */
  note(work: (tx: Queries) => Promise<void>): Promise<void>;
  onChange(listener: (version: number) => void): () => void;
}

export async function createStore(database: Database, clock: Clock, id: () => string): Promise<Store> {
  const { db, durability } = database;
  const version = await db.transaction(nextVersion);
  await durability.commit();
  const directory = await loadDirectory(db, version);
  const changed = createNotifier();
  const idempotent = new IdempotentAnswers();
  /** Edits are applied in the order of their commits, though their syncs may be waited for together. */
  let applied: Promise<void> = Promise.resolve();

  async function perform<T>(change: Change, by: ChangeBy, work: Work<T>, withhold?: Withhold<T>) {
    const earlier = by.idempotency && (await idempotent.earlier<T>(change, by.idempotency));
    if (earlier !== undefined) return { answer: earlier.answer, version: 0 };
    const answer = await work(change);
    await change.writeAudit();
    const next = change.edits.length === 0 ? 0 : await nextVersion(change.tx);
    if (by.idempotency) await idempotent.store(change, by.idempotency, answer, withhold);
    return { answer, version: next };
  }

  function publish(change: Change, next: number): void {
    if (next === 0) return;
    for (const edit of change.edits) edit(directory);
    directory.version = Math.max(directory.version, next);
    changed.notify(() => directory.version);
  }

  return {
    db,
    directory,
    clock,
    async change(by, work, withhold) {
      const { change, outcome } = await db
        .transaction(async (tx) => {
          const change = new Change(tx, new Date(clock.now()), id, by.actor);
          return { change, outcome: await perform(change, by, work, withhold) };
        })
        .catch(readably);
      const durable = durability.commit();
      // what is committed is true even if the disk fails to confirm it; only the caller must hear of that
      applied = Promise.all([applied, durable.catch(() => {})]).then(() => publish(change, outcome.version));
      await applied;
      await durable;
      return outcome.answer;
    },
    async note(work) {
      await db.transaction(work);
      await durability.commit();
      await database.checkpointIfLarge();
    },
    onChange: changed.subscribe,
  };
}

type Work<T> = (change: Change) => Promise<T>;

async function nextVersion(tx: Queries): Promise<number> {
  const next = ((await readSetting(tx, 'state_version')) ?? 0) + 1;
  await writeSetting(tx, 'state_version', next);
  return next;
}

/** Services check before they write, so a violated constraint means that someone else was quicker. */
function readably(error: unknown): never {
  if (error instanceof WeirError) throw error;
  const code = (error as { cause?: { code?: string } }).cause?.code ?? (error as { code?: string }).code;
  if (code === UNIQUE_VIOLATION) {
    throw new WeirError('conflict', 'The same thing was created at the same moment by someone else', {
      remedy: 'Read it and decide again.',
      cause: error,
    });
  }
  throw error;
}
