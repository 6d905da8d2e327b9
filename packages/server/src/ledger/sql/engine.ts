/** A bound value of a `{name:Type}` placeholder. */
export type SqlParameter = string | number | bigint | boolean | readonly string[];
export type SqlParameters = Readonly<Record<string, SqlParameter>>;

export interface QueryOptions {
  /** Stops the statement where it runs; the caller gets a WeirError `cancelled` at once. */
  signal?: AbortSignal | undefined;
}

/** Formats a ledger can be read in as bytes. Text ones carry a header line where their name says so. */
export type StreamFormat =
  | 'CSV'
  | 'CSVWithNames'
  | 'TabSeparatedWithNames'
  | 'JSONEachRow'
  | 'JSONCompactEachRow'
  | 'Native'
  | 'Parquet';

/** Formats that `load` reads from a file. */
export type LoadFormat = 'Native' | 'Parquet';

/** Rows of one table in ClickHouse's `Native` format: one block with these columns. */
export interface TableBlock {
  columns: readonly { name: string; type: string }[];
  bytes: Buffer;
}

/**
 * The part of a ClickHouse that the ledger uses. chdb/ runs it in-process, clickhouse/ on a server. Values travel as
 * parameters, never inside the text of a statement.
 */
export interface SqlEngine {
  /**
   * A statement without result. Those about tables are written for one MergeTree server; an engine that has a cluster
   * writes them anew for it (clickhouse/dialect.ts).
   */
  command(sql: string, options?: QueryOptions): Promise<void>;
  /** Rows as objects: decimals as strings, 64-bit integers as numbers, instants as `YYYY-MM-DD hh:mm:ss.ffffff`. */
  select<Row>(sql: string, parameters?: SqlParameters, options?: QueryOptions): Promise<Row[]>;
  /**
   * The result as one document of `format`, in pieces, without ever holding it: of any size, without a time limit. The
   * statement ends when the reader stops reading.
   */
  stream(
    sql: string,
    parameters: SqlParameters,
    format: StreamFormat,
    options?: QueryOptions,
  ): AsyncIterable<Uint8Array>;
  /**
   * Inserts `rows` (JSON arrays with the values of `columns`, one a line) as one block. The same token again has no
   * effect, in the table and in the rollups that hang on it. Throws `DataRefused` when the rows themselves are at fault; then nothing was written.
   */
  insert(table: string, columns: readonly string[], rows: Buffer, token: string): Promise<void>;
  /** As `insert`, for rows that are a block already, which costs the engine a fraction. Who makes it has checked all values. */
  insertBlock(table: string, block: TableBlock, token: string): Promise<void>;
  /** Adds what a file on this machine holds, by the names of its columns; the same token again has no effect. */
  load(
    table: string,
    columns: readonly string[],
    format: LoadFormat,
    path: string,
    token?: string,
  ): Promise<void>;
  close(): Promise<void>;
}

/** The engine read the rows and refused one of them. */
export class DataRefused extends Error {
  override readonly name = 'DataRefused';
}
