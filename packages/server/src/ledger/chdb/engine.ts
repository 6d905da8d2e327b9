import { mkdirSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { WeirError } from '@weir/core/errors';
import { drainPending, Session } from 'chdb';
import type { Logger } from '../../platform/log.ts';
import { DataRefused, type QueryOptions, type SqlEngine, type SqlParameters } from '../sql/engine.ts';
import { cancelled, isDataCode, ledgerUnavailable } from '../sql/engine-errors.ts';
import { dropLeftBlocks, insertThroughFile } from './blocks.ts';
import { quoted, setParameters } from './parameters.ts';
import { Killable, SessionPool } from './sessions.ts';
import { streamOf } from './streams.ts';

const INSERT_SETTINGS = {
  date_time_input_format: 'best_effort',
  deduplicate_blocks_in_dependent_materialized_views: 1,
  input_format_parallel_parsing: 0,
  max_insert_threads: 1,
  max_partitions_per_insert_block: 0,
};

/** Set once per session. Memory is bounded per query and in sum; large group-bys spill to disk instead of failing. */
const SESSION_SETTINGS = {
  max_threads: Math.min(8, availableParallelism()),
  max_memory_usage: 1_500_000_000,
  max_memory_usage_for_user: 4_000_000_000,
  max_bytes_before_external_group_by: 500_000_000,
  max_bytes_before_external_sort: 500_000_000,
  max_execution_time: 60,
  // a page of calls is found by few columns, the many others are read for its rows only
  query_plan_max_limit_for_lazy_materialization: 0,
  output_format_json_quote_decimals: 1,
  output_format_json_quote_64bit_integers: 0,
  output_format_decimal_trailing_zeros: 1,
  output_format_parquet_row_group_size: 100_000,
};

/** A reader of an export takes as long as it takes. */
const STREAM_SETTINGS = { ...SESSION_SETTINGS, max_execution_time: 0 };

/** One long query and a few short ones beside it: more only share the same cores and memory. */
const READERS = 4;
const STREAMS = 2;

export interface ChdbOptions {
  path: string;
  log: Logger;
}

/**
 * ClickHouse inside this process, on the directory `path`, which one process at a time may hold. Statements run side by
 * side on sessions of their own: one that inserts, some that read, some whose result is streamed, one that ends others.
 * Nothing here blocks the event loop.
 */
export function openChdbEngine({ path, log }: ChdbOptions): SqlEngine {
  mkdirSync(path, { recursive: true });
  dropLeftBlocks(join(path, 'tmp'));
  const { writing, killing, readers, streamers } = openSessions(path);
  const reading = new SessionPool(readers);
  const streaming = new SessionPool(streamers);
  const inserting = new SessionPool([writing]);
  let closing: Promise<void> | undefined;

  return {
    async command(sql, { signal } = {}) {
      await inserting.use(signal, (session, busyWith) =>
        run({ session, killing, busyWith, signal }, sql, 'CSV'),
      );
    },
    select: <Row>(sql: string, parameters: SqlParameters = {}, { signal }: QueryOptions = {}) =>
      reading.use(signal, async (session, busyWith) => {
        await setOn(session, parameters);
        return parseRows<Row>(await run({ session, killing, busyWith, signal }, sql, 'JSONEachRow'));
      }),
    async *stream(sql, parameters, format, { signal } = {}) {
      const session = await streaming.take(signal);
      const killable = new Killable(killing);
      const stop = () => killable.kill();
      signal?.addEventListener('abort', stop, { once: true });
      try {
        await setOn(session, parameters);
        yield* streamOf(session, killable, sql, format, join(path, 'tmp'));
      } catch (cause) {
        throw signal?.aborted === true ? cancelled(cause) : ledgerUnavailable(cause);
      } finally {
        killable.end();
        signal?.removeEventListener('abort', stop);
        streaming.give(session);
      }
    },
    async insert(table, columns, rows, token) {
      const settings = { ...INSERT_SETTINGS, insert_deduplication_token: token };
      const format = 'JSONCompactEachRow';
      try {
        await inserting.use(undefined, (session) =>
          session.insert({ table, columns: [...columns], format, values: rows, settings }),
        );
      } catch (cause) {
        throw isDataError(cause) ? new DataRefused(textOf(cause), { cause }) : ledgerUnavailable(cause);
      }
    },
    insertBlock: (table, block, token) =>
      inserting.use(undefined, async (session) => {
        try {
          await insertThroughFile(session, { table, block, token, scratch: join(path, 'tmp') });
        } catch (cause) {
          throw isDataError(cause) ? new DataRefused(textOf(cause), { cause }) : ledgerUnavailable(cause);
        }
      }),
    async load(table, columns, format, file, token) {
      const names = columns.map((column) => `\`${column}\``).join(', ');
      const sql = `INSERT INTO ${table} (${names}) SELECT ${names} FROM file(${quoted(file)}, ${format})
SETTINGS max_partitions_per_insert_block = 0, max_execution_time = 0, max_insert_threads = 1${token === undefined ? '' : `, insert_deduplication_token = ${quoted(token)}`}`;
      await inserting.use(undefined, (session, busyWith) => run({ session, killing, busyWith }, sql, 'CSV'));
    },
    close() {
      closing ??= closeSessions([writing, killing, ...readers, ...streamers], log);
      return closing;
    },
  };
}

interface Sessions {
  writing: Session;
  killing: Session;
  readers: Session[];
  streamers: Session[];
}

function openSessions(path: string): Sessions {
  const make = (settings: Readonly<Record<string, number>>) => {
    const session = new Session(path);
    for (const [name, value] of Object.entries(settings)) session.query(`SET ${name} = ${value}`);
    return session;
  };
  try {
    return {
      writing: make(SESSION_SETTINGS),
      killing: make(SESSION_SETTINGS),
      readers: Array.from({ length: READERS }, () => make(SESSION_SETTINGS)),
      streamers: Array.from({ length: STREAMS }, () => make(STREAM_SETTINGS)),
    };
  } catch (cause) {
    throw new WeirError('ledger_unavailable', `The ledger in ${path} cannot be opened`, {
      remedy: 'Check that no other process uses this directory and that it may be read and written.',
      cause,
    });
  }
}

async function setOn(session: Session, parameters: SqlParameters): Promise<void> {
  const statement = setParameters(parameters);
  if (statement === undefined) return;
  try {
    await session.queryAsync(statement);
  } catch (cause) {
    throw ledgerUnavailable(cause);
  }
}

interface Running {
  session: Session;
  killing: Session;
  busyWith(statement: Promise<unknown>): void;
  signal?: AbortSignal | undefined;
}

/** The text of the result. A caller that cancels is let go at once, while the engine is being told to stop. */
async function run(on: Running, sql: string, format: string): Promise<string> {
  const killable = new Killable(on.killing);
  const running = on.session.queryAsync(killable.marked(sql), { format });
  on.busyWith(running);
  try {
    return (await killable.until(running, on.signal)).text();
  } catch (cause) {
    throw cause instanceof WeirError ? cause : ledgerUnavailable(cause);
  }
}

async function closeSessions(sessions: readonly Session[], log: Logger): Promise<void> {
  await drainPending();
  for (const session of sessions) session.close();
  await drainPending();
  log.debug('ledger closed');
}

function isDataError(error: unknown): boolean {
  const code = (error as { clickhouseCode?: unknown }).clickhouseCode;
  return typeof code === 'number' && isDataCode(code);
}

function textOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

function parseRows<Row>(text: string): Row[] {
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Row);
}
