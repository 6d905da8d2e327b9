import { WeirError } from '@weir/core/errors';
import { asc, count, eq, type SQL } from 'drizzle-orm';
import type { AnyPgColumn, AnyPgTable } from 'drizzle-orm/pg-core';
import type { Queries } from '../store/db.ts';

const NAMED = 10;
/** Nouns that the command line lists under the same name. */
const LISTED: ReadonlySet<string> = new Set([
  'workload',
  'note',
  'key',
  'mapping',
  'agreement',
  'source',
  'proposal',
  'environment',
  'approval',
  'finding',
]);

/** A registry table whose ids people choose. */
export type Named = AnyPgTable & { id: AnyPgColumn };

/** Throws `invalid_argument` naming the field and which ids there are. Absent is fine. */
export async function requireReference(
  tx: Queries,
  table: Named,
  noun: string,
  field: string,
  id: string | null | undefined,
): Promise<void> {
  if (id === undefined || id === null || (await exists(tx, table, id))) return;
  throw new WeirError('invalid_argument', `There is no ${noun} "${id}"`, {
    field,
    remedy: await knownIds(tx, table, noun),
  });
}

/** Throws `conflict` when the id is taken. */
export async function refuseDuplicate(tx: Queries, table: Named, noun: string, id: string): Promise<void> {
  if (!(await exists(tx, table, id))) return;
  throw new WeirError('conflict', `There is already a ${noun} "${id}"`, {
    field: 'id',
    remedy: `Choose another id, or change the existing ${noun}.`,
  });
}

export function notFound(noun: string, id: string, remedy?: string): WeirError {
  return new WeirError('not_found', `There is no ${noun} "${id}"`, {
    remedy:
      remedy ?? (LISTED.has(noun) ? `List them: weir ${noun} list.` : 'List them to see which there are.'),
  });
}

/** Throws `conflict` naming some of those that still refer to the thing to be removed. */
export function refuseReferenced(
  tx: Queries,
  what: string,
  table: Named,
  noun: string,
  column: AnyPgColumn,
  id: string,
): Promise<void> {
  return refuseReferencedWhere(tx, `${what} "${id}"`, table, noun, eq(column, id));
}

/** As above; `where` tells which rows refer to it. */
export async function refuseReferencedWhere(
  tx: Queries,
  what: string,
  table: Named,
  noun: string,
  where: SQL,
  remedy?: string,
): Promise<void> {
  const rows = await tx.select({ id: table.id }).from(table).where(where).limit(NAMED);
  if (rows.length > 0) throw stillUsed(what, noun, rows, remedy);
}

export function stillUsed(
  what: string,
  noun: string,
  users: readonly { id: unknown }[],
  remedy = `Move ${users.length === 1 ? 'it' : 'them'} elsewhere first.`,
): WeirError {
  const named = users.slice(0, NAMED).map(({ id }) => String(id));
  return new WeirError('conflict', `${what} is still used by ${noun} ${named.join(', ')}`, {
    remedy,
  });
}

async function exists(tx: Queries, table: Named, id: string): Promise<boolean> {
  const rows = await tx.select({ id: table.id }).from(table).where(eq(table.id, id));
  return rows.length > 0;
}

async function knownIds(tx: Queries, table: Named, noun: string): Promise<string> {
  const [total] = await tx.select({ n: count() }).from(table);
  const rows = await tx.select({ id: table.id }).from(table).orderBy(asc(table.id)).limit(NAMED);
  if (rows.length === 0) return `There is none yet: create the ${noun} first.`;
  const more = (total?.n ?? 0) - rows.length;
  const ids = rows.map((row) => row.id).join(', ');
  return `Create the ${noun} first, or use one of: ${ids}${more > 0 ? ` (and ${more} more)` : ''}.`;
}
