import { WeirError } from '@weir/core/errors';
import { sql } from 'drizzle-orm';
import type { Queries } from '../store/db.ts';
import { type RegistryPlace, withDatabase } from './dump.ts';
import { digestOf, execute, linesOf, type TableLines, tablesInOrder } from './tables.ts';

const ROWS_AT_ONCE = 500;

/** Whether it holds anything. Makes and migrates the database when it is not there. */
export function registryIsEmpty(place: RegistryPlace): Promise<boolean> {
  return withDatabase(place, ({ db }) =>
    db.transaction(async (tx) => {
      for (const table of await tablesInOrder(tx)) {
        if ((await linesOf(tx, table)).length > 0) return false;
      }
      return true;
    }),
  );
}

/**
 * Puts rows into an empty registry, all or none, and compares what it then holds with them. One that holds exactly these
 * rows already is left as it is, so that it may be repeated. Throws `conflict` for one that holds others.
 */
export function restoreRegistry(
  place: RegistryPlace,
  tables: readonly TableLines[],
): Promise<'restored' | 'was there'> {
  return withDatabase(place, async (database) => {
    const outcome = await database.db.transaction(async (tx) => {
      const known = await tablesInOrder(tx);
      const missing = tables.find(({ table, lines }) => lines.length > 0 && !known.includes(table));
      if (missing !== undefined) throw newer(missing.table);
      const present = await Promise.all(
        (await allLines(tx, known)).map(async (there) => ({
          rows: there.lines.length,
          same: same(
            there,
            tables.find(({ table }) => table === there.table),
          ),
        })),
      );
      if (present.some(({ rows }) => rows > 0)) {
        if (present.every((table) => table.same)) return 'was there';
        throw notEmpty();
      }
      for (const name of known) {
        const given = tables.find(({ table }) => table === name);
        if (given !== undefined) await load(tx, given);
      }
      for (const given of tables) {
        const there = { table: given.table, lines: await linesOf(tx, given.table) };
        if (!same(there, given)) throw differs(given.table);
      }
      return 'restored';
    });
    await database.durability.everything();
    return outcome;
  });
}

async function allLines(tx: Queries, tables: readonly string[]): Promise<TableLines[]> {
  const all: TableLines[] = [];
  for (const table of tables) all.push({ table, lines: await linesOf(tx, table) });
  return all;
}

async function load(tx: Queries, { table, lines }: TableLines): Promise<void> {
  const [first] = lines;
  if (first === undefined) return;
  const columns = sql.join(
    Object.keys(JSON.parse(first) as object).map((name) => sql.identifier(name)),
    sql`, `,
  );
  for (let i = 0; i < lines.length; i += ROWS_AT_ONCE) {
    const rows = `[${lines.slice(i, i + ROWS_AT_ONCE).join(',')}]`;
    await tx.execute(sql`insert into ${sql.identifier(table)} (${columns}) overriding system value
select ${columns} from json_populate_recordset(null::${sql.identifier(table)}, ${rows}::json)`);
  }
  await forwardSequences(tx, table);
}

/** Numbers that the database gives out go on after those that were put in. */
async function forwardSequences(tx: Queries, table: string): Promise<void> {
  const { rows } = await execute<{ column: string; sequence: string }>(
    tx,
    sql`select column_name as column, pg_get_serial_sequence(quote_ident(table_name), column_name) as sequence
from information_schema.columns where table_schema = 'public' and table_name = ${table}
  and pg_get_serial_sequence(quote_ident(table_name), column_name) is not null`,
  );
  for (const { column, sequence } of rows) {
    await tx.execute(
      sql`select setval(${sequence}, (select max(${sql.identifier(column)}) from ${sql.identifier(table)}))`,
    );
  }
}

/** A table of an earlier version may lack columns that were added since: then rows are counted only. */
function same(there: TableLines, given: TableLines | undefined): boolean {
  const [mine = '{}'] = there.lines;
  const [theirs = '{}'] = given?.lines ?? [];
  if (there.lines.length !== (given?.lines.length ?? 0)) return false;
  const columns = (line: string) => Object.keys(JSON.parse(line) as object).join();
  if (columns(mine) !== columns(theirs)) return true;
  return (
    there.lines.length === 0 || (given !== undefined && digestOf(there).digest === digestOf(given).digest)
  );
}

function notEmpty(): WeirError {
  return new WeirError('conflict', 'The registry there is not empty', {
    remedy: 'Name an empty data directory or an empty database: nothing is merged or overwritten.',
  });
}

function newer(table: string): WeirError {
  return new WeirError('conflict', `The rows come from a newer Weir: this one knows no table ${table}`, {
    remedy: 'Use the version of Weir that wrote them, or a later one.',
  });
}

function differs(table: string): WeirError {
  return new WeirError('internal', `Table ${table} of the registry does not hold what was put in`, {
    remedy: 'Nothing was kept. Report this with the log.',
  });
}
