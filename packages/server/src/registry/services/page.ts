import type { Page } from '@weir/core/contract';
import { WeirError } from '@weir/core/errors';
import { desc, type SQL, sql } from 'drizzle-orm';
import type { AnyPgColumn } from 'drizzle-orm/pg-core';

export const DEFAULT_PAGE = 50;
export const MAX_PAGE = 500;

export interface PageRequest {
  limit?: number;
  cursor?: string;
}

/** Newest first: position is (instant, id), so rows created meanwhile never shift a page. */
interface Position {
  at: Date;
  id: string;
}

function encodeCursor(position: Position): string {
  return Buffer.from(JSON.stringify([position.at.toISOString(), position.id])).toString('base64url');
}

function decodeCursor(cursor: string): Position {
  try {
    const parsed: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
    if (Array.isArray(parsed) && typeof parsed[0] === 'string' && typeof parsed[1] === 'string') {
      const at = new Date(parsed[0]);
      if (!Number.isNaN(at.getTime())) return { at, id: parsed[1] };
    }
  } catch {
    // falls through to the one error below
  }
  throw new WeirError('invalid_argument', 'The cursor is none of ours', {
    field: 'cursor',
    remedy: 'Pass next_cursor of the previous answer unchanged, or leave it out to start from the newest.',
  });
}

export interface Keyset {
  after: SQL | undefined;
  order: [SQL, SQL];
  /** One more than asked for, to know whether there is a next page. */
  fetch: number;
  limit: number;
}

export function keyset(request: PageRequest, at: AnyPgColumn, id: AnyPgColumn): Keyset {
  const limit = Math.min(request.limit ?? DEFAULT_PAGE, MAX_PAGE);
  const from = request.cursor === undefined ? undefined : decodeCursor(request.cursor);
  const after =
    from && sql`(${at}, ${id}) < (${from.at.toISOString()}::timestamp with time zone, ${from.id}::text)`;
  return { after, order: [desc(at), desc(id)], fetch: limit + 1, limit };
}

export function pageOf<R, T>(
  rows: readonly R[],
  { limit }: Keyset,
  present: (row: R) => T,
  position: (row: R) => Position,
): Page<T> {
  const shown = rows.slice(0, limit);
  const last = shown.at(-1);
  const more = rows.length > limit && last !== undefined;
  return { data: shown.map(present), next_cursor: more ? encodeCursor(position(last)) : null };
}
