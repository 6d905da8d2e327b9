import type { changeVirtualTag, createVirtualTag, Page, VirtualTag } from '@weir/core/contract';
import { eq } from 'drizzle-orm';
import type { z } from 'zod';
import { virtualTags } from '../schema/index.ts';
import type { ChangeBy } from '../store/change.ts';
import type { Queries } from '../store/db.ts';
import type { Store } from '../store/store.ts';
import { keyset, type PageRequest, pageOf } from './page.ts';
import { stamps } from './present.ts';
import { notFound, refuseDuplicate } from './references.ts';
import { checkFilter, OF_CALLS } from './tag-filters.ts';

type Row = typeof virtualTags.$inferSelect;

/** Dimensions that no call carries. */
export interface VirtualTagService {
  create(input: z.infer<typeof createVirtualTag>, by: ChangeBy): Promise<VirtualTag>;
  list(request: PageRequest): Promise<Page<VirtualTag>>;
  show(id: string): Promise<VirtualTag>;
  change(id: string, input: z.infer<typeof changeVirtualTag>, by: ChangeBy): Promise<VirtualTag>;
  remove(id: string, by: ChangeBy): Promise<void>;
  /** From memory, as last loaded or changed by this process: the ledger asks for it while it writes a statement. */
  known(id: string): VirtualTag | undefined;
  all(): VirtualTag[];
  /** Called after one has changed: figures grouped by it are others now. */
  onChange(listener: () => void): () => void;
}

export async function virtualTagService(store: Store): Promise<VirtualTagService> {
  const known = new Map<string, VirtualTag>();
  const listeners = new Set<() => void>();
  for (const row of await store.db.select().from(virtualTags)) known.set(row.id, present(row));

  async function durable<T>(
    id: string,
    saved: Promise<T>,
    now: (saved: T) => VirtualTag | undefined,
  ): Promise<T> {
    const done = await saved;
    const tag = now(done);
    if (tag === undefined) known.delete(id);
    else known.set(id, tag);
    for (const listener of listeners) listener();
    return done;
  }

  const create = (input: z.infer<typeof createVirtualTag>, by: ChangeBy) =>
    store.change(by, async (change) => {
      await refuseDuplicate(change.tx, virtualTags, 'virtual tag', input.id);
      const row: Row = {
        id: input.id,
        name: input.name ?? input.id,
        rules: checked(input.rules),
        otherwise: input.otherwise ?? '',
        createdAt: change.now,
        updatedAt: change.now,
      };
      await change.tx.insert(virtualTags).values(row);
      change.audit('virtual_tag.create', subjectOf(row.id), undefined, present(row));
      return present(row);
    });

  const changeOne = (id: string, input: z.infer<typeof changeVirtualTag>, by: ChangeBy) =>
    store.change(by, async (change) => {
      const old = await find(change.tx, id);
      const row: Row = {
        ...old,
        name: input.name ?? old.name,
        rules: input.rules === undefined ? old.rules : checked(input.rules),
        otherwise: input.otherwise ?? old.otherwise,
        updatedAt: change.now,
      };
      await change.tx.update(virtualTags).set(row).where(eq(virtualTags.id, id));
      change.audit('virtual_tag.change', subjectOf(id), present(old), present(row));
      return present(row);
    });

  const remove = (id: string, by: ChangeBy) =>
    store.change(by, async (change) => {
      const old = await find(change.tx, id);
      await change.tx.delete(virtualTags).where(eq(virtualTags.id, id));
      change.audit('virtual_tag.remove', subjectOf(id), present(old), undefined);
    });

  return {
    create: (input, by) => durable(input.id, create(input, by), (tag) => tag),
    change: (id, input, by) => durable(id, changeOne(id, input, by), (tag) => tag),
    remove: (id, by) => durable(id, remove(id, by), () => undefined),
    async list(request) {
      const page = keyset(request, virtualTags.createdAt, virtualTags.id);
      const rows = await store.db
        .select()
        .from(virtualTags)
        .where(page.after)
        .orderBy(...page.order)
        .limit(page.fetch);
      return pageOf(rows, page, present, (row) => ({ at: row.createdAt, id: row.id }));
    },
    show: async (id) => present(await find(store.db, id)),
    known: (id) => known.get(id),
    all: () => [...known.values()].sort((a, b) => (a.id < b.id ? -1 : 1)),
    onChange(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

const subjectOf = (id: string) => `virtual_tag/${id}`;

function checked(rules: VirtualTag['rules']): VirtualTag['rules'] {
  rules.forEach(({ when }, i) => {
    checkFilter(when, `rules.${i}.when`, OF_CALLS);
  });
  return rules;
}

function present(row: Row): VirtualTag {
  return { id: row.id, name: row.name, rules: row.rules, otherwise: row.otherwise, ...stamps(row) };
}

async function find(db: Queries, id: string): Promise<Row> {
  const [row] = await db.select().from(virtualTags).where(eq(virtualTags.id, id));
  if (row === undefined) throw notFound('virtual tag', id, '`weir virtual-tag list` shows which there are.');
  return row;
}
