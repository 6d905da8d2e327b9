import type { changeDataClass, createDataClass, DataClass, Page } from '@weir/core/contract';
import { WeirError } from '@weir/core/errors';
import { and, eq, sql } from 'drizzle-orm';
import type { z } from 'zod';
import { dataClasses, workloads } from '../schema/index.ts';
import type { ChangeBy } from '../store/change.ts';
import type { Queries } from '../store/db.ts';
import type { Tables } from '../store/directory.ts';
import type { Store } from '../store/store.ts';
import { keyset, type PageRequest, pageOf } from './page.ts';
import { stamps } from './present.ts';
import { notFound, refuseDuplicate, refuseReferencedWhere } from './references.ts';

type Row = Tables['dataClass'];

const IN_POLICY = 'Take it out of the data policy of these workloads, or name another class there, first.';

export interface DataClassService {
  create(input: z.infer<typeof createDataClass>, by: ChangeBy): Promise<DataClass>;
  list(request: PageRequest): Promise<Page<DataClass>>;
  show(id: string): Promise<DataClass>;
  change(id: string, input: z.infer<typeof changeDataClass>, by: ChangeBy): Promise<DataClass>;
  /** Only one that no workload names. */
  remove(id: string, by: ChangeBy): Promise<void>;
}

const present = (row: Row): DataClass => ({
  id: row.id,
  name: row.name,
  allowed_providers: row.allowedProviders,
  allowed_regions: row.allowedRegions,
  ...stamps(row),
});

/** `providers` are the ids of the configured ones. */
export function dataClassService(store: Store, providers: () => readonly string[]): DataClassService {
  const check = (input: z.infer<typeof changeDataClass>) => {
    for (const [i, id] of (input.allowed_providers ?? []).entries()) {
      if (!providers().includes(id)) throw unknownProvider(id, i, providers());
    }
  };
  return {
    create: (input, by) =>
      store.change(by, async (change) => {
        await refuseDuplicate(change.tx, dataClasses, 'data class', input.id);
        check(input);
        const row: Row = {
          id: input.id,
          name: input.name ?? input.id,
          allowedProviders: unique(input.allowed_providers ?? []),
          allowedRegions: unique(input.allowed_regions ?? []),
          createdAt: change.now,
          updatedAt: change.now,
        };
        await change.tx.insert(dataClasses).values(row);
        change.put('dataClass', row.id, row);
        change.audit('data_class.create', `data_class/${row.id}`, undefined, present(row));
        return present(row);
      }),
    async list(request) {
      const page = keyset(request, dataClasses.createdAt, dataClasses.id);
      const query = store.db.select().from(dataClasses).where(and(page.after));
      const rows = await query.orderBy(...page.order).limit(page.fetch);
      return pageOf(rows, page, present, (row) => ({ at: row.createdAt, id: row.id }));
    },
    show: async (id) => present(await find(store.db, id)),
    change: (id, input, by) =>
      store.change(by, async (change) => {
        const old = await find(change.tx, id);
        check(input);
        const row: Row = {
          ...old,
          name: input.name ?? old.name,
          allowedProviders: unique(input.allowed_providers ?? old.allowedProviders),
          allowedRegions: unique(input.allowed_regions ?? old.allowedRegions),
          updatedAt: change.now,
        };
        await change.tx.update(dataClasses).set(row).where(eq(dataClasses.id, id));
        change.put('dataClass', id, row);
        change.audit('data_class.change', `data_class/${id}`, present(old), present(row));
        return present(row);
      }),
    remove: (id, by) =>
      store.change(by, async (change) => {
        const old = await find(change.tx, id);
        const users = sql`${workloads.data} ->> 'class' = ${id}`;
        await refuseReferencedWhere(change.tx, `Data class "${id}"`, workloads, 'workload', users, IN_POLICY);
        await change.tx.delete(dataClasses).where(eq(dataClasses.id, id));
        change.remove('dataClass', id);
        change.audit('data_class.remove', `data_class/${id}`, present(old), undefined);
      }),
  };
}

const unique = (values: readonly string[]): string[] => [...new Set(values)];

function unknownProvider(id: string, index: number, known: readonly string[]): WeirError {
  return new WeirError('invalid_argument', `There is no provider "${id}"`, {
    field: `allowed_providers.${index}`,
    remedy: `Configure it in weir.yaml first, or use one of: ${known.join(', ')}.`,
  });
}

async function find(db: Queries, id: string): Promise<Row> {
  const [row] = await db.select().from(dataClasses).where(eq(dataClasses.id, id));
  if (row === undefined) throw notFound('data class', id);
  return row;
}
