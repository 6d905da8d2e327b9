import type { changeSavedView, createSavedView, Page, SavedView } from '@weir/core/contract';
import { WeirError } from '@weir/core/errors';
import { and, eq, or } from 'drizzle-orm';
import type { z } from 'zod';
import { savedViews } from '../schema/index.ts';
import type { ChangeBy } from '../store/change.ts';
import type { Queries } from '../store/db.ts';
import type { Store } from '../store/store.ts';
import { keyset, type PageRequest, pageOf } from './page.ts';
import { stamps } from './present.ts';
import { notFound, refuseDuplicate } from './references.ts';

type Row = typeof savedViews.$inferSelect;

export interface SavedViewService {
  create(input: z.infer<typeof createSavedView>, by: ChangeBy): Promise<SavedView>;
  /** Of this actor, and those that others share. */
  list(request: PageRequest & { page?: string }, actor: string): Promise<Page<SavedView>>;
  /** Throws `not_found` for one that is not shared with this actor. */
  show(id: string, actor: string): Promise<SavedView>;
  /** Throws `conflict` for whom it does not belong to. */
  change(id: string, input: z.infer<typeof changeSavedView>, by: ChangeBy): Promise<SavedView>;
  remove(id: string, by: ChangeBy): Promise<void>;
}

export function savedViewService(store: Store): SavedViewService {
  return {
    create: (input, by) =>
      store.change(by, async (change) => {
        await refuseDuplicate(change.tx, savedViews, 'saved view', input.id);
        const row: Row = {
          id: input.id,
          name: input.name ?? input.id,
          page: input.page,
          query: input.query,
          owner: by.actor,
          shared: input.shared,
          createdAt: change.now,
          updatedAt: change.now,
        };
        await change.tx.insert(savedViews).values(row);
        change.audit('saved_view.create', subjectOf(input.id), undefined, present(row));
        return present(row);
      }),
    async list(request, actor) {
      const page = keyset(request, savedViews.createdAt, savedViews.id);
      const visible = or(eq(savedViews.owner, actor), eq(savedViews.shared, true));
      const ofPage = request.page === undefined ? undefined : eq(savedViews.page, request.page);
      const rows = await store.db
        .select()
        .from(savedViews)
        .where(and(page.after, visible, ofPage))
        .orderBy(...page.order)
        .limit(page.fetch);
      return pageOf(rows, page, present, (row) => ({ at: row.createdAt, id: row.id }));
    },
    async show(id, actor) {
      const row = await find(store.db, id);
      if (!row.shared && row.owner !== actor) throw notFound('saved view', id);
      return present(row);
    },
    change: (id, input, by) =>
      store.change(by, async (change) => {
        const old = await findOwn(change.tx, id, by.actor);
        const row: Row = {
          ...old,
          name: input.name ?? old.name,
          query: input.query ?? old.query,
          shared: input.shared ?? old.shared,
          updatedAt: change.now,
        };
        await change.tx.update(savedViews).set(row).where(eq(savedViews.id, id));
        change.audit('saved_view.change', subjectOf(id), present(old), present(row));
        return present(row);
      }),
    remove: (id, by) =>
      store.change(by, async (change) => {
        const old = await findOwn(change.tx, id, by.actor);
        await change.tx.delete(savedViews).where(eq(savedViews.id, id));
        change.audit('saved_view.remove', subjectOf(id), present(old), undefined);
      }),
  };
}

const subjectOf = (id: string) => `saved_view/${id}`;

function present(row: Row): SavedView {
  return {
    id: row.id,
    name: row.name,
    page: row.page as SavedView['page'],
    query: row.query,
    owner: row.owner,
    shared: row.shared,
    ...stamps(row),
  };
}

async function find(db: Queries, id: string): Promise<Row> {
  const [row] = await db.select().from(savedViews).where(eq(savedViews.id, id));
  if (row === undefined) throw notFound('saved view', id);
  return row;
}

async function findOwn(db: Queries, id: string, actor: string): Promise<Row> {
  const row = await find(db, id);
  if (row.owner === actor) return row;
  if (!row.shared) throw notFound('saved view', id);
  throw new WeirError('conflict', `The saved view "${id}" belongs to ${row.owner}`, {
    field: 'id',
    remedy: 'Save it under a name of your own.',
  });
}
