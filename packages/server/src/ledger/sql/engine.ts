/** A bound value of a `{name:Type}` placeholder. */
export type SqlParameter = string | number | bigint | boolean | readonly string[];

/**
 * The part of a ClickHouse that the ledger uses. chdb/ runs it in-process; a server backend needs only this. Values
 * travel as parameters, never inside the text of a statement.
 */
export interface SqlEngine {
  /** A statement without result. */
  command(sql: string): Promise<void>;
  /** Rows as objects: decimals as strings, 64-bit integers as numbers, instants as `YYYY-MM-DD hh:mm:ss.ffffff`. */
  select<Row>(sql: string, parameters?: Readonly<Record<string, SqlParameter>>): Promise<Row[]>;
  /**
   * Inserts `rows` (JSON arrays with the values of `columns`, one a line) as one block. The same token again has no
   * effect, in the table and in the rollups that hang on it. Throws `DataRefused` when the rows themselves are at fault; then nothing was written.
   */
  insert(table: string, columns: readonly string[], rows: Buffer, token: string): Promise<void>;
  close(): Promise<void>;
}

/** The engine read the rows and refused one of them. */
export class DataRefused extends Error {
  override readonly name = 'DataRefused';
}
