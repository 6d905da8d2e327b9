import { createHash } from 'node:crypto';
import type { Page, QuarantinedRow, QuarantineState } from '@weir/core/contract';
import { WeirError } from '@weir/core/errors';
import { and, asc, eq, inArray, ne, sql } from 'drizzle-orm';
import { quarantinedRows } from '../schema/index.ts';
import type { ChangeBy } from '../store/change.ts';
import type { Queries } from '../store/db.ts';
import type { Store } from '../store/store.ts';
import { keyset, type PageRequest, pageOf } from './page.ts';
import { optional } from './present.ts';
import { notFound } from './references.ts';

type Row = typeof quarantinedRows.$inferSelect;
const CHUNK = 500;
const UNSTORABLE = /\0|\p{Cs}/gu;

export interface SpoiledRow {
  place: string;
  line?: number | undefined;
  reason: string;
  row: Record<string, unknown>;
}

export interface QuarantineFilter extends PageRequest {
  state?: QuarantineState;
}

/** Rows that could not be understood. The same row of the same place is one, however often it is delivered. */
export interface QuarantineService {
  /** Returns how many of them are open. One that was dismissed or replayed stays so. */
  add(source: string, run: string, rows: readonly SpoiledRow[]): Promise<number>;
  /** Rows of these places that this run did not meet again: the source tells them otherwise now. */
  retire(source: string, run: string, places: readonly string[]): Promise<void>;
  list(source: string, filter: QuarantineFilter): Promise<Page<QuarantinedRow>>;
  /** Open ones, oldest first: those named, or the first `limit`. Throws `not_found` for one that is not of the source. */
  open(source: string, ids: readonly string[] | undefined, limit: number): Promise<QuarantinedRow[]>;
  mend(source: string, id: string, row: Record<string, unknown>, by: ChangeBy): Promise<QuarantinedRow>;
  /** Nobody needs to look at them again. Returns how many. */
  dismiss(source: string, ids: readonly string[] | undefined, by: ChangeBy): Promise<number>;
  replayed(ids: readonly string[], by: ChangeBy): Promise<void>;
  /** Why it is still no line. */
  stillBad(id: string, reason: string): Promise<void>;
}

export function quarantineService(store: Store): QuarantineService {
  const one = async (db: Queries, source: string, id: string): Promise<Row> => {
    const [row] = await db
      .select()
      .from(quarantinedRows)
      .where(and(eq(quarantinedRows.id, id), eq(quarantinedRows.source, source)));
    if (row === undefined) throw notFound('quarantined row', id);
    return row;
  };
  return {
    async add(source, run, rows) {
      let open = 0;
      const now = new Date(store.clock.now());
      const undecided = { state: 'open', createdAt: now, decidedBy: null, decidedAt: null };
      const values = new Map<string, Row>();
      for (const { place, line, reason, row } of rows) {
        const id = idOf(source, place, line, row);
        values.set(id, {
          id,
          source,
          run,
          place,
          line: line ?? null,
          reason,
          row: storable(row),
          ...undecided,
        });
      }
      const all = [...values.values()];
      for (let from = 0; from < all.length; from += CHUNK) {
        await store.note(async (tx) => {
          const written = await tx
            .insert(quarantinedRows)
            .values(all.slice(from, from + CHUNK))
            .onConflictDoUpdate({
              target: quarantinedRows.id,
              set: { run, reason: sql`excluded.reason` },
            })
            .returning({ state: quarantinedRows.state });
          open += written.filter(({ state }) => state === 'open').length;
        });
      }
      return open;
    },
    retire: (source, run, places) =>
      store.note(async (tx) => {
        for (let from = 0; from < places.length; from += CHUNK) {
          await tx
            .update(quarantinedRows)
            .set({ state: 'dismissed', decidedBy: 'system', decidedAt: new Date(store.clock.now()) })
            .where(
              and(
                eq(quarantinedRows.source, source),
                eq(quarantinedRows.state, 'open'),
                ne(quarantinedRows.run, run),
                inArray(quarantinedRows.place, places.slice(from, from + CHUNK)),
              ),
            );
        }
      }),
    async list(source, filter) {
      const page = keyset(filter, quarantinedRows.createdAt, quarantinedRows.id);
      const state = filter.state === undefined ? undefined : eq(quarantinedRows.state, filter.state);
      const rows = await store.db
        .select()
        .from(quarantinedRows)
        .where(and(page.after, eq(quarantinedRows.source, source), state))
        .orderBy(...page.order)
        .limit(page.fetch);
      return pageOf(rows, page, present, (row) => ({ at: row.createdAt, id: row.id }));
    },
    async open(source, ids, limit) {
      if (ids !== undefined) {
        const rows = [];
        for (const id of ids) rows.push(await one(store.db, source, id));
        return rows.filter(({ state }) => state === 'open').map(present);
      }
      const rows = await store.db
        .select()
        .from(quarantinedRows)
        .where(and(eq(quarantinedRows.source, source), eq(quarantinedRows.state, 'open')))
        .orderBy(asc(quarantinedRows.createdAt), asc(quarantinedRows.id))
        .limit(limit);
      return rows.map(present);
    },
    mend: (source, id, row, by) =>
      store.change(by, async (change) => {
        const old = await one(change.tx, source, id);
        if (old.state !== 'open') {
          throw new WeirError('conflict', `The row was ${old.state} before`, {
            remedy: 'Only open rows can be mended.',
          });
        }
        await change.tx.update(quarantinedRows).set({ row }).where(eq(quarantinedRows.id, id));
        change.audit('quarantined_row.mend', `source/${source}`, { id, row: old.row }, { id, row });
        return present({ ...old, row });
      }),
    dismiss: (source, ids, by) =>
      store.change(by, async (change) => {
        const named = ids === undefined ? undefined : inArray(quarantinedRows.id, [...ids]);
        const rows = await change.tx
          .update(quarantinedRows)
          .set({ state: 'dismissed', decidedBy: by.actor, decidedAt: change.now })
          .where(and(eq(quarantinedRows.source, source), eq(quarantinedRows.state, 'open'), named))
          .returning({ id: quarantinedRows.id });
        if (rows.length > 0) {
          const told = { rows: rows.slice(0, 100).map(({ id }) => id), count: rows.length };
          change.audit('quarantined_row.dismiss', `source/${source}`, undefined, told);
        }
        return rows.length;
      }),
    replayed: (ids, by) =>
      store.note(async (tx) => {
        if (ids.length === 0) return;
        await tx
          .update(quarantinedRows)
          .set({ state: 'replayed', decidedBy: by.actor, decidedAt: new Date(store.clock.now()) })
          .where(inArray(quarantinedRows.id, [...ids]));
      }),
    stillBad: (id, reason) =>
      store.note(async (tx) => {
        await tx.update(quarantinedRows).set({ reason }).where(eq(quarantinedRows.id, id));
      }),
  };
}

function idOf(source: string, place: string, line: number | undefined, row: Record<string, unknown>): string {
  const named = JSON.stringify([source, place, line ?? null, row]);
  return createHash('sha256').update(named).digest('hex').slice(0, 32);
}

/** NUL is the one character that the database cannot keep; halves of characters it keeps no better. */
function storable(row: Record<string, unknown>): Record<string, unknown> {
  const text = JSON.stringify(row);
  if (!/\\u(0000|d[89a-f])/i.test(text)) return row;
  return JSON.parse(text, (_name, value: unknown) =>
    typeof value === 'string' ? value.replaceAll(UNSTORABLE, '\ufffd') : value,
  ) as Record<string, unknown>;
}

function present(row: Row): QuarantinedRow {
  return {
    id: row.id,
    source: row.source,
    run: row.run,
    place: row.place,
    ...optional('line', row.line),
    reason: row.reason,
    row: row.row,
    state: row.state as QuarantineState,
    created_at: row.createdAt.toISOString(),
    ...optional('decided_by', row.decidedBy),
    ...optional('decided_at', row.decidedAt?.toISOString()),
  };
}
