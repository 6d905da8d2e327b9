import { randomUUID } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { Readable } from 'node:stream';
import { setTimeout as sleepMs } from 'node:timers/promises';
import {
  type ClickHouseClient,
  ClickHouseError,
  ClickHouseLogLevel,
  type ClickHouseSettings,
  createClient,
} from '@clickhouse/client';
import { WeirError } from '@weir/core/errors';
import type { Logger } from '../../platform/log.ts';
import { DataRefused, type QueryOptions, type SqlEngine, type SqlParameters } from '../sql/engine.ts';
import { cancelled, isDataCode, ledgerUnavailable } from '../sql/engine-errors.ts';
import { type ClickHouseOptions, partsOf } from './connection.ts';
import { clusterDialect, type SchemaDialect, singleServer } from './dialect.ts';
import { withoutException } from './exception-in-body.ts';
import { INSERT_SETTINGS, SELECT_SETTINGS, STREAM_SETTINGS } from './settings.ts';

const TIMEOUT_MS = 65_000;
const STREAM_TIMEOUT_MS = 6 * 3_600_000;
const CONNECTIONS = 16;
/** An insert whose answer was lost is sent again under its token: it lands once. */
const INSERT_TRIES = 4;
const SELECT_TRIES = 2;
const PAUSE_MS = 200;
const KILL_AGAIN_MS = 1_000;
const ACCESS_DENIED = '497';

/** Codes of a server that is starting, stopping, without its keeper or short of replicas: the same insert may succeed. */
const PASSING_CODES = new Set([159, 209, 210, 225, 242, 285, 286, 319, 999]);

/** ClickHouse on a server or a cluster, over HTTP. */
export function openClickHouseEngine(options: ClickHouseOptions & { log: Logger }): SqlEngine {
  const { cluster, database, log } = options;
  const sleep = options.sleep ?? ((ms: number) => sleepMs(ms));
  const client = clientFor(options, database, TIMEOUT_MS);
  const streaming = clientFor(options, database, STREAM_TIMEOUT_MS);
  const dialect: SchemaDialect = cluster === undefined ? singleServer : clusterDialect(cluster, database);
  const onCluster = cluster === undefined ? '' : ` ON CLUSTER '${cluster}'`;
  let prepared: Promise<void> | undefined;
  let closing: Promise<void> | undefined;

  const prepare = () => {
    prepared ??= createDatabase(options, onCluster).catch((error: unknown) => {
      prepared = undefined;
      throw error;
    });
    return prepared;
  };
  /** Again a little later: a query whose caller left at once may reach the server after the order to stop it. */
  const kill = (id: string) => {
    const query = `KILL QUERY${onCluster} WHERE query_id = {id:String} ASYNC`;
    const order = () => {
      if (closing !== undefined) return;
      client.command({ query, query_params: { id } }).catch((error: unknown) => {
        log.debug({ err: error }, 'a query that nobody waits for could not be stopped');
      });
    };
    order();
    setTimeout(order, KILL_AGAIN_MS).unref();
  };

  return {
    async command(sql, { signal } = {}) {
      await prepare();
      for (const query of dialect.rewrite(sql)) {
        await trying(1, sleep, signal, () => client.command({ query, ...abortedBy(signal) }));
      }
    },
    async select<Row>(sql: string, parameters: SqlParameters = {}, { signal }: QueryOptions = {}) {
      await prepare();
      const query_id = randomUUID();
      try {
        return await trying(SELECT_TRIES, sleep, signal, async () => {
          const format = 'JSONEachRow';
          const asked = {
            query: sql,
            format,
            query_params: parameters,
            query_id,
            ...abortedBy(signal),
          } as const;
          const result = await client.query({ ...asked, clickhouse_settings: SELECT_SETTINGS });
          return parseRows<Row>(await result.text());
        });
      } catch (error) {
        if (signal?.aborted === true) kill(query_id);
        throw error;
      }
    },
    async *stream(sql, parameters, format, { signal } = {}) {
      await prepare();
      const query_id = randomUUID();
      let ended = false;
      try {
        const query = `${sql}\nFORMAT ${format}`;
        const asked = { query, query_params: parameters, query_id, ...abortedBy(signal) };
        const answer = await streaming.exec({ ...asked, clickhouse_settings: STREAM_SETTINGS });
        const tag = answer.response_headers['x-clickhouse-exception-tag'];
        yield* withoutException(answer.stream, typeof tag === 'string' ? tag : undefined);
        ended = true;
      } catch (error) {
        throw inWords(error, signal);
      } finally {
        if (!ended) kill(query_id);
      }
    },
    async insert(table, columns, rows, token) {
      const query = `INSERT INTO ${table} (${columns.map((name) => `\`${name}\``).join(', ')}) FORMAT JSONCompactEachRow`;
      const clickhouse_settings = { ...INSERT_SETTINGS, insert_deduplication_token: token };
      await trying(INSERT_TRIES, sleep, undefined, () =>
        send(client, query, clickhouse_settings, Readable.from([rows], { objectMode: false })),
      );
    },
    async insertBlock(table, { columns, bytes }, token) {
      const query = `INSERT INTO ${table} (${columns.map(({ name }) => `\`${name}\``).join(', ')}) FORMAT Native`;
      const clickhouse_settings = { ...INSERT_SETTINGS, insert_deduplication_token: token };
      await trying(INSERT_TRIES, sleep, undefined, () =>
        send(client, query, clickhouse_settings, Readable.from([bytes], { objectMode: false })),
      );
    },
    async load(table, columns, format, path, token) {
      const query = `INSERT INTO ${table} (${columns.map((name) => `\`${name}\``).join(', ')}) FORMAT ${format}`;
      const named = token === undefined ? {} : { insert_deduplication_token: token };
      const settings = { ...INSERT_SETTINGS, max_execution_time: 0, ...named };
      await trying(token === undefined ? 1 : INSERT_TRIES, sleep, undefined, () =>
        send(streaming, query, settings, createReadStream(path)),
      );
    },
    close() {
      closing ??= Promise.all([client.close(), streaming.close()]).then(() => undefined);
      return closing;
    },
  };
}

function clientFor(options: ClickHouseOptions, database: string, request_timeout: number): ClickHouseClient {
  return createClient({
    ...partsOf(options.url),
    database,
    application: 'weir',
    request_timeout,
    max_open_connections: CONNECTIONS,
    compression: { request: true, response: true },
    use_multipart_params_auto: true,
    log: { level: ClickHouseLogLevel.OFF },
  });
}

/** A client that names no database may be the first to come. */
async function createDatabase(options: ClickHouseOptions, onCluster: string): Promise<void> {
  const client = clientFor(options, 'default', TIMEOUT_MS);
  try {
    await client.command({ query: `CREATE DATABASE IF NOT EXISTS \`${options.database}\`${onCluster}` });
  } catch (error) {
    // who may not make databases was given one
    const denied = error instanceof ClickHouseError && error.code === ACCESS_DENIED;
    if (!denied) throw inWords(error, undefined);
  } finally {
    await client.close();
  }
}

async function send(
  client: ClickHouseClient,
  query: string,
  settings: ClickHouseSettings,
  values: Readable,
): Promise<void> {
  try {
    const answer = await client.exec({ query, values, clickhouse_settings: settings });
    for await (const _ of answer.stream);
  } finally {
    values.destroy();
  }
}

/** Again after a connection broke or the server asked for patience; the same piece of work each time. */
async function trying<T>(
  tries: number,
  sleep: (ms: number) => Promise<void>,
  signal: AbortSignal | undefined,
  work: () => Promise<T>,
): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      if (signal?.aborted === true) throw cancelled(signal.reason);
      return await work();
    } catch (error) {
      if (attempt >= tries || signal?.aborted === true || !mayPass(error)) throw inWords(error, signal);
      await sleep(PAUSE_MS * 2 ** (attempt - 1));
    }
  }
}

function mayPass(error: unknown): boolean {
  if (error instanceof ClickHouseError) return PASSING_CODES.has(Number(error.code));
  return !(error instanceof WeirError) && !(error instanceof SyntaxError);
}

function inWords(error: unknown, signal: AbortSignal | undefined): Error {
  if (error instanceof WeirError) return error;
  if (signal?.aborted === true) return cancelled(error);
  if (error instanceof ClickHouseError && isDataCode(Number(error.code))) {
    return new DataRefused(error.message, { cause: error });
  }
  return ledgerUnavailable(error);
}

function abortedBy(signal: AbortSignal | undefined): { abort_signal?: AbortSignal } {
  return signal === undefined ? {} : { abort_signal: signal };
}

function parseRows<Row>(text: string): Row[] {
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Row);
}
