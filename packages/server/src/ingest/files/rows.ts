/** A value as a file tells it. Numbers are the text they were written as: nothing passes through a float. */
export type Value = string | boolean | null | readonly Value[] | { readonly [name: string]: Value };

export type Fields = Readonly<Record<string, Value>>;

/** A row of a file, or why it cannot be read. */
export type FileRow = ReadRow | Unreadable;

export interface ReadRow {
  /** Line it begins on; of a Parquet file the number of the row. 1-based. */
  line: number;
  fields: Fields;
}

export interface Unreadable {
  line: number;
  /** What is wrong and what to do about it. */
  reason: string;
  /** What could be read of it, for whoever mends it. */
  row: Record<string, unknown>;
  /** The file ends in the middle here; nothing follows. */
  cut?: true;
}

/** `encoding` and `separator` are detected where they are absent. */
export interface ReadOptions {
  encoding?: Encoding;
  separator?: Separator;
  /** Lines before the header of a CSV file. */
  skipLines?: number;
  /** Columns of a Parquet file to read; others cost no time. Absent: all. Names that it lacks are left out. */
  columns?: readonly string[];
}

export const ENCODINGS = ['utf-8', 'utf-16le', 'utf-16be', 'windows-1252'] as const;
export type Encoding = (typeof ENCODINGS)[number];

export const SEPARATORS = [',', ';', '\t'] as const;
export type Separator = (typeof SEPARATORS)[number];

export const FORMATS = ['csv', 'json-lines', 'json-array', 'parquet'] as const;
export type Format = (typeof FORMATS)[number];

/** Thrown by streams that end before their content does: a gzip without its end, a download that broke off. */
export class CutOff extends Error {
  override readonly name = 'CutOff';
}
