import { createHash } from 'node:crypto';
import { sql } from 'drizzle-orm';
import type { Queries } from '../store/db.ts';

/** Rows of a table as JSON objects, one a line, every value exact. */
export interface TableLines {
  table: string;
  lines: string[];
}

/** What a table holds, comparable between databases. */
export interface TableDigest {
  table: string;
  rows: number;
  /** SHA-256 over the rows, whatever their order. */
  digest: string;
}

/** Who leads belongs to a database and not to what it holds. */
const OF_THE_DATABASE = `not (to_jsonb(t) ? 'name' and to_jsonb(t)->>'name' in ('leader', 'leader_epoch'))`;

/** Tables in an order in which each comes after those it refers to. */
export async function tablesInOrder(db: Queries): Promise<string[]> {
  const { rows: tables } = await execute<{ name: string }>(
    db,
    sql`select table_name as name from information_schema.tables
where table_schema = 'public' and table_type = 'BASE TABLE' order by 1`,
  );
  const { rows: references } = await execute<{ from: string; to: string }>(
    db,
    sql`select conrelid::regclass::text as from, confrelid::regclass::text as to from pg_constraint
where contype = 'f' and connamespace = 'public'::regnamespace and conrelid <> confrelid`,
  );
  const left = new Set(tables.map(({ name }) => name));
  const order: string[] = [];
  while (left.size > 0) {
    const ready = [...left].filter(
      (name) => !references.some(({ from, to }) => from === name && left.has(to)),
    );
    if (ready.length === 0)
      throw new Error(`tables refer to each other in a circle: ${[...left].join(', ')}`);
    for (const name of ready) {
      left.delete(name);
      order.push(name);
    }
  }
  return order;
}

/** All rows of a table. Instants are told in UTC. */
export async function linesOf(db: Queries, table: string): Promise<string[]> {
  await db.execute(sql`set local timezone = 'UTC'`);
  const { rows } = await execute<{ line: string }>(
    db,
    sql`select row_to_json(t)::text as line from ${sql.identifier(table)} t
where ${table === 'settings' ? sql.raw(OF_THE_DATABASE) : sql`true`}`,
  );
  return rows.map(({ line }) => line);
}

export function digestOf({ table, lines }: TableLines): TableDigest {
  const hashes = lines.map((line) => createHash('sha256').update(line).digest('hex')).sort();
  const digest = createHash('sha256').update(hashes.join('')).digest('hex');
  return { table, rows: lines.length, digest };
}

export async function execute<Row>(
  db: Queries,
  query: Parameters<Queries['execute']>[0],
): Promise<{ rows: Row[] }> {
  return (await db.execute(query)) as unknown as { rows: Row[] };
}
