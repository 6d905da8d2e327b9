import type { changeNote, createNote, Note, Page } from '@weir/core/contract';
import { WeirError } from '@weir/core/errors';
import { and, eq, gte, isNull, lt, or } from 'drizzle-orm';
import type { z } from 'zod';
import { notes } from '../schema/index.ts';
import type { ChangeBy } from '../store/change.ts';
import type { Queries } from '../store/db.ts';
import type { Store } from '../store/store.ts';
import { keyset, type PageRequest, pageOf } from './page.ts';
import { optional } from './present.ts';
import { notFound } from './references.ts';

type Row = typeof notes.$inferSelect;

export interface NoteFilter extends PageRequest {
  /** Notes of this workload, and those of all. */
  workload?: string;
  /** By the time they are of: inclusive, exclusive. */
  since?: Date;
  until?: Date;
}

/** Remarks on days of charts: everybody reads them, who wrote one changes it. */
export interface NoteService {
  /** Throws `invalid_argument` for a workload there is not. */
  create(input: z.infer<typeof createNote>, by: ChangeBy): Promise<Note>;
  /** Newest first, by the time they are of. */
  list(filter: NoteFilter): Promise<Page<Note>>;
  /** Throws `conflict` for whom it does not belong to. */
  change(id: string, input: z.infer<typeof changeNote>, by: ChangeBy): Promise<Note>;
  remove(id: string, by: ChangeBy): Promise<void>;
}

export function noteService(store: Store): NoteService {
  return {
    create: (input, by) =>
      store.change(by, async (change) => {
        if (input.workload !== undefined && !store.directory.rows.workload.has(input.workload)) {
          throw new WeirError('invalid_argument', `There is no workload "${input.workload}"`, {
            field: 'workload',
            remedy: '`weir workload list` shows which there are; without one the note is on all charts.',
          });
        }
        const row: Row = {
          id: change.newId(),
          at: new Date(input.at),
          text: input.text,
          workload: input.workload ?? null,
          author: by.actor,
          createdAt: change.now,
        };
        await change.tx.insert(notes).values(row);
        change.audit('note.create', subjectOf(row.id), undefined, present(row));
        return present(row);
      }),
    async list(filter) {
      const page = keyset(filter, notes.at, notes.id);
      const { workload, since, until } = filter;
      const rows = await store.db
        .select()
        .from(notes)
        .where(
          and(
            page.after,
            workload === undefined ? undefined : or(eq(notes.workload, workload), isNull(notes.workload)),
            since === undefined ? undefined : gte(notes.at, since),
            until === undefined ? undefined : lt(notes.at, until),
          ),
        )
        .orderBy(...page.order)
        .limit(page.fetch);
      return pageOf(rows, page, present, ({ at, id }) => ({ at, id }));
    },
    change: (id, input, by) =>
      store.change(by, async (change) => {
        const old = await findOwn(change.tx, id, by.actor);
        const row: Row = {
          ...old,
          at: input.at === undefined ? old.at : new Date(input.at),
          text: input.text ?? old.text,
        };
        await change.tx.update(notes).set(row).where(eq(notes.id, id));
        change.audit('note.change', subjectOf(id), present(old), present(row));
        return present(row);
      }),
    remove: (id, by) =>
      store.change(by, async (change) => {
        const old = await findOwn(change.tx, id, by.actor);
        await change.tx.delete(notes).where(eq(notes.id, id));
        change.audit('note.remove', subjectOf(id), present(old), undefined);
      }),
  };
}

const subjectOf = (id: string) => `note/${id}`;

function present(row: Row): Note {
  return {
    id: row.id,
    at: row.at.toISOString(),
    text: row.text,
    ...optional('workload', row.workload),
    author: row.author,
    created_at: row.createdAt.toISOString(),
  };
}

async function findOwn(db: Queries, id: string, actor: string): Promise<Row> {
  const [row] = await db.select().from(notes).where(eq(notes.id, id));
  if (row === undefined) throw notFound('note', id);
  if (row.author === actor) return row;
  throw new WeirError('conflict', `The note was written by ${row.author}`, {
    field: 'id',
    remedy: 'Write a note of your own beside it.',
  });
}
