import {
  type changeMapping,
  type createMapping,
  type Mapping,
  type MappingRules,
  mappingRules,
  type Page,
} from '@weir/core/contract';
import { WeirError } from '@weir/core/errors';
import { eq, sql } from 'drizzle-orm';
import type { z } from 'zod';
import { mappings, sources } from '../schema/index.ts';
import type { ChangeBy } from '../store/change.ts';
import type { Queries } from '../store/db.ts';
import type { Store } from '../store/store.ts';
import { keyset, type PageRequest, pageOf } from './page.ts';
import { stamps } from './present.ts';
import { notFound, refuseDuplicate } from './references.ts';

type Row = typeof mappings.$inferSelect;

/** How columns of somebody's files become lines, under a name that sources refer to. */
export interface MappingService {
  create(input: z.infer<typeof createMapping>, by: ChangeBy): Promise<Mapping>;
  list(request: PageRequest): Promise<Page<Mapping>>;
  show(id: string): Promise<Mapping>;
  change(id: string, input: z.infer<typeof changeMapping>, by: ChangeBy): Promise<Mapping>;
  /** Only one that no source names. */
  remove(id: string, by: ChangeBy): Promise<void>;
  /** As last loaded or changed by this process; for rows that are replayed without waiting. */
  known(id: string): MappingRules | undefined;
  /** Brings `known` up to date. */
  load(id: string): Promise<void>;
}

export async function mappingService(store: Store): Promise<MappingService> {
  const known = new Map<string, MappingRules>();
  for (const row of await store.db.select().from(mappings)) known.set(row.id, rulesOf(row));

  /** Once it is durable: rows that are replayed then follow it. */
  async function remembered(saved: Promise<Mapping>): Promise<Mapping> {
    const mapping = await saved;
    known.set(mapping.id, mapping.rules);
    return mapping;
  }

  const create = (input: z.infer<typeof createMapping>, by: ChangeBy) =>
    store.change(by, async (change) => {
      await refuseDuplicate(change.tx, mappings, 'mapping', input.id);
      const row: Row = {
        id: input.id,
        name: input.name ?? input.id,
        mapping: input.rules,
        createdAt: change.now,
        updatedAt: change.now,
      };
      await change.tx.insert(mappings).values(row);
      change.audit('mapping.create', subjectOf(row.id), undefined, present(row));
      return present(row);
    });

  const change = (id: string, input: z.infer<typeof changeMapping>, by: ChangeBy) =>
    store.change(by, async (change) => {
      const old = await find(change.tx, id);
      const row: Row = {
        ...old,
        name: input.name ?? old.name,
        mapping: input.rules ?? old.mapping,
        updatedAt: change.now,
      };
      await change.tx.update(mappings).set(row).where(eq(mappings.id, id));
      change.audit('mapping.change', subjectOf(id), present(old), present(row));
      return present(row);
    });

  return {
    create: (input, by) => remembered(create(input, by)),
    async list(request) {
      const page = keyset(request, mappings.createdAt, mappings.id);
      const query = store.db.select().from(mappings).where(page.after);
      const rows = await query.orderBy(...page.order).limit(page.fetch);
      return pageOf(rows, page, present, (row) => ({ at: row.createdAt, id: row.id }));
    },
    show: async (id) => present(await find(store.db, id)),
    change: (id, input, by) => remembered(change(id, input, by)),
    remove: (id, by) =>
      store.change(by, async (change) => {
        const old = await find(change.tx, id);
        const [user] = await change.tx
          .select({ id: sources.id })
          .from(sources)
          .where(sql`${sources.settings} #>> '{settings,mapping}' = ${id}`)
          .limit(1);
        if (user !== undefined) throw inUse(id, user.id);
        await change.tx.delete(mappings).where(eq(mappings.id, id));
        change.audit('mapping.remove', subjectOf(id), present(old), undefined);
      }),
    known: (id) => known.get(id),
    async load(id) {
      const [row] = await store.db.select().from(mappings).where(eq(mappings.id, id));
      if (row === undefined) known.delete(id);
      else known.set(id, rulesOf(row));
    },
  };
}

const subjectOf = (id: string) => `mapping/${id}`;

/** Rules of an older Weir get what has been added since. */
function rulesOf(row: Row): MappingRules {
  return mappingRules.parse(row.mapping);
}

function present(row: Row): Mapping {
  return { id: row.id, name: row.name, rules: rulesOf(row), ...stamps(row) };
}

async function find(db: Queries, id: string): Promise<Row> {
  const [row] = await db.select().from(mappings).where(eq(mappings.id, id));
  if (row === undefined) throw notFound('mapping', id);
  return row;
}

function inUse(id: string, source: string): WeirError {
  return new WeirError('conflict', `The mapping "${id}" is used by the source "${source}"`, {
    field: 'id',
    remedy: 'Give that source another mapping, or delete it, first.',
  });
}
