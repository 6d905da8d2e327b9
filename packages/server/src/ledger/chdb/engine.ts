import { mkdirSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { WeirError } from '@weir/core/errors';
import { drainPending, Session } from 'chdb';
import type { Logger } from '../../platform/log.ts';
import { DataRefused, type SqlEngine, type SqlParameter } from '../sql/engine.ts';

const INSERT_SETTINGS = {
  date_time_input_format: 'best_effort',
  deduplicate_blocks_in_dependent_materialized_views: 1,
  input_format_parallel_parsing: 0,
  max_insert_threads: 1,
  max_partitions_per_insert_block: 0,
};

/** Set once per session. Memory is bounded per query; large group-bys spill to disk instead of failing. */
const SESSION_SETTINGS = {
  max_threads: Math.min(8, availableParallelism()),
  max_memory_usage: 1_500_000_000,
  max_bytes_before_external_group_by: 500_000_000,
  max_bytes_before_external_sort: 500_000_000,
  max_execution_time: 60,
  // a page of calls is found by few columns, the many others are read for its rows only
  query_plan_max_limit_for_lazy_materialization: 0,
  output_format_json_quote_decimals: 1,
  output_format_json_quote_64bit_integers: 0,
  output_format_decimal_trailing_zeros: 1,
};

/** ClickHouse codes that say "this row cannot be read": parse, type and range errors. */
const DATA_ERROR_CODES = new Set([
  6, 25, 26, 27, 33, 38, 41, 53, 69, 70, 72, 117, 131, 321, 349, 407, 467, 691,
]);

/**
 * ClickHouse inside this process, on the directory `path`, which one process at a time may hold. Inserts and queries
 * have a session each, so that an insert does not wait for a long query. Nothing here blocks the event loop.
 */
export function openChdbEngine(options: { path: string; log: Logger }): SqlEngine {
  const { path, log } = options;
  mkdirSync(path, { recursive: true });
  const [writing, reading] = openSessions(path);
  let closing: Promise<void> | undefined;

  return {
    async command(sql) {
      await guarded(() => writing.queryAsync(sql));
    },
    async select<Row>(sql: string, parameters: Readonly<Record<string, SqlParameter>> = {}) {
      const result = await guarded(() => reading.queryBindAsync(sql, parameters, { format: 'JSONEachRow' }));
      return parseRows<Row>(result.text());
    },
    async insert(table, columns, rows, token) {
      const settings = { ...INSERT_SETTINGS, insert_deduplication_token: token };
      try {
        await writing.insert({ table, columns, format: 'JSONCompactEachRow', values: rows, settings });
      } catch (cause) {
        throw isDataError(cause) ? new DataRefused(textOf(cause), { cause }) : unavailable(cause);
      }
    },
    close() {
      closing ??= closeSessions([writing, reading], log);
      return closing;
    },
  };
}

function openSessions(path: string): [Session, Session] {
  try {
    const sessions: [Session, Session] = [new Session(path), new Session(path)];
    for (const session of sessions) {
      for (const [name, value] of Object.entries(SESSION_SETTINGS)) session.query(`SET ${name} = ${value}`);
    }
    return sessions;
  } catch (cause) {
    throw new WeirError('ledger_unavailable', `The ledger in ${path} cannot be opened`, {
      remedy: 'Check that no other process uses this directory and that it may be read and written.',
      cause,
    });
  }
}

async function closeSessions(sessions: readonly Session[], log: Logger): Promise<void> {
  await drainPending();
  for (const session of sessions) session.close();
  await drainPending();
  log.debug('ledger closed');
}

async function guarded<T>(run: () => Promise<T>): Promise<T> {
  try {
    return await run();
  } catch (cause) {
    throw unavailable(cause);
  }
}

function isDataError(error: unknown): boolean {
  const code = (error as { clickhouseCode?: unknown }).clickhouseCode;
  return typeof code === 'number' && DATA_ERROR_CODES.has(code);
}

function textOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

function unavailable(cause: unknown): WeirError {
  return new WeirError('ledger_unavailable', 'The ledger could not answer', {
    remedy: 'Try again; if it persists, see the log of the control process.',
    cause,
  });
}

function parseRows<Row>(text: string): Row[] {
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Row);
}
