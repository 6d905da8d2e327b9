import { setTimeout as sleep } from 'node:timers/promises';
import { WeirError } from '@weir/core/errors';
import { drizzle } from 'drizzle-orm/node-postgres';
import pg, { type PoolClient } from 'pg';
import { migratePostgresRegistry } from '../migrate.ts';
import * as schema from '../schema/index.ts';
import type { Database, Queries } from './db.ts';
import { noDurability } from './durability.ts';
import { connectionOptions } from './postgres-connect.ts';
import { deposed, isConnectionLoss, outcomeUnknown, registryAway, rootOf } from './postgres-errors.ts';

const CONNECTIONS = 8;
/** Two controls that start at once migrate one after the other. */
const MIGRATION_LOCK = 5_747_402_001;
/** How long to ask what became of a commit whose answer was lost. */
const ASK_AGAIN_MS = 5_000;
const ASK_PAUSE_MS = 200;

export interface PostgresOptions {
  /** `postgres://user:password@host:port/database`; may hold `sslmode`. Never shown. */
  url: string;
  /** Of the leader that writes; a transaction of an earlier one is refused. Absent where nobody leads. */
  epoch?: number;
  /** Another control leads, or what memory holds may differ from the database: this process must not go on. */
  onLost?(reason: string): void;
}

/**
 * Opens PostgreSQL and applies missing migrations. Transactions run one after the other, as in PGlite, so that what a
 * service has checked is still true when it writes. Errors that mean "not reached" become `registry_unavailable`, which
 * is retryable and says whether anything was changed. The pool reconnects by itself.
 */
export async function openPostgres(options: PostgresOptions): Promise<Database> {
  const pool = new ToldPool({ ...connectionOptions(options.url), max: CONNECTIONS });
  // a connection that breaks is replaced by the pool; what was under way on it rejects by itself
  pool.on('error', () => {});
  pool.on('connect', (client) => client.on('error', () => {}));
  try {
    await migrateAlone(pool);
  } catch (error) {
    await pool.end();
    throw inWords(error);
  }
  const db = drizzle(pool, { schema });
  const transactions = new Transactions(pool, options);
  db.transaction = ((work: Work<unknown>) => transactions.run(work)) as typeof db.transaction;
  return {
    db: db as unknown as Queries,
    durability: noDurability,
    checkpointIfLarge: async () => {},
    close: () => pool.end(),
  };
}

type Work<T> = (tx: Queries) => Promise<T>;

/** Reads fail in words, too: a database that is away is no fault of ours. */
class ToldPool extends pg.Pool {
  override query = ((...args: unknown[]) =>
    (pg.Pool.prototype.query as (...all: unknown[]) => Promise<unknown>)
      .apply(this, args)
      .catch((error: unknown) => {
        throw inWords(error);
      })) as unknown as pg.Pool['query'];
}

class Transactions {
  private readonly pool: pg.Pool;
  private readonly options: PostgresOptions;
  private last: Promise<unknown> = Promise.resolve();

  constructor(pool: pg.Pool, options: PostgresOptions) {
    this.pool = pool;
    this.options = options;
  }

  run<T>(work: Work<T>): Promise<T> {
    const mine = this.last.then(() => this.perform(work));
    this.last = mine.catch(() => {});
    return mine;
  }

  private async perform<T>(work: Work<T>): Promise<T> {
    const client = await this.pool.connect().catch((error: unknown) => {
      throw inWords(error);
    });
    let broken = false;
    let result: T;
    let transaction: string;
    try {
      await client.query('begin');
      transaction = await this.enter(client);
      result = await work(drizzle(client, { schema }) as unknown as Queries);
    } catch (error) {
      broken = isConnectionLoss(error);
      if (!broken) await client.query('rollback').catch(() => (broken = true));
      client.release(broken);
      throw inWords(error);
    }
    try {
      await client.query('commit');
      client.release();
      return result;
    } catch (error) {
      client.release(true);
      if (!isConnectionLoss(error)) throw error;
      return await this.afterLostCommit(transaction, result, error);
    }
  }

  /** Takes the turn among all controls and checks that this one still leads; returns the id of the transaction. */
  private async enter(client: PoolClient): Promise<string> {
    const { rows } = await client.query<{ id: string; epoch: unknown }>(
      `select pg_current_xact_id()::text as id,
        (select value from settings where name = 'leader_epoch' for update) as epoch`,
    );
    const [{ id, epoch } = { id: '', epoch: undefined }] = rows;
    if (this.options.epoch !== undefined && epoch !== this.options.epoch) {
      this.options.onLost?.('another control leads');
      throw deposed();
    }
    return id;
  }

  /** PostgreSQL remembers what became of a transaction. */
  private async afterLostCommit<T>(transaction: string, result: T, error: unknown): Promise<T> {
    const until = Date.now() + ASK_AGAIN_MS;
    while (Date.now() < until) {
      await sleep(ASK_PAUSE_MS);
      const state = await this.stateOf(transaction);
      if (state === 'committed') return result;
      if (state === 'aborted') throw registryAway(error);
    }
    this.options.onLost?.('the registry was lost during a commit');
    throw outcomeUnknown(error);
  }

  private async stateOf(transaction: string): Promise<string | undefined> {
    try {
      const { rows } = await this.pool.query<{ state: string }>('select pg_xact_status($1::xid8) as state', [
        transaction,
      ]);
      return rows[0]?.state;
    } catch {
      return undefined;
    }
  }
}

async function migrateAlone(pool: pg.Pool): Promise<void> {
  const client = await pool.connect();
  try {
    await migratePostgres(client);
    client.release();
  } catch (error) {
    client.release(true);
    throw error;
  }
}

/** Applies missing migrations while nobody else does. */
export async function migratePostgres(client: pg.Client | PoolClient): Promise<void> {
  await client.query('select pg_advisory_lock($1)', [MIGRATION_LOCK]);
  await migratePostgresRegistry(drizzle(client, { schema }));
  await client.query('select pg_advisory_unlock($1)', [MIGRATION_LOCK]);
}

/** What the caller can act on, out of what driver and drizzle throw. */
function inWords(error: unknown): unknown {
  const root = rootOf(error);
  if (root instanceof WeirError) return root;
  return isConnectionLoss(error) ? registryAway(error) : error;
}
