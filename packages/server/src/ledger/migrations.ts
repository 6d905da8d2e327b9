import { readdirSync, readFileSync } from 'node:fs';

/** One file of schema/: `0001_calls.sql`. */
export interface Migration {
  name: string;
  sql: string;
}

/** A folder `schema` beside this module; a bundle must carry it along. */
const SCHEMA_DIR = new URL('./schema/', import.meta.url);

/** The migrations in the order of their numbers. */
export function readMigrations(directory: URL = SCHEMA_DIR): Migration[] {
  return readdirSync(directory)
    .filter((name) => /^\d{4}_\w+\.sql$/.test(name))
    .sort()
    .map((name) => ({ name, sql: readFileSync(new URL(name, directory), 'utf8') }));
}
