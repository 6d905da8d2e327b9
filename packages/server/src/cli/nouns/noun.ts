import type { z } from 'zod';

/** What cost centers, teams and applications are on the wire besides the one they belong to. */
export interface NounRecord {
  id: string;
  name: string;
  created_at: string;
  updated_at: string;
}

/** A plain thing of the registry: an id, a name, and perhaps one thing that it belongs to. */
export interface Noun<T extends NounRecord> {
  /** As it is typed: `cost-center`. */
  name: string;
  /** As it is read: `cost center`. */
  label: string;
  path: string;
  schema: z.ZodType<T>;
  /** An id for examples. */
  example: string;
  parent?: Parent<T>;
}

export interface Parent<T> {
  /** On the wire, and for `--unset`. */
  field: string;
  /** The option, also as it is typed: `cost-center`. */
  option: string;
  label: string;
  does: string;
  example: string;
  of(record: T): string | undefined;
}
