import type { changeDataClass, createDataClass, DataClass, Page } from '@weir/core/contract';
import { WeirError } from '@weir/core/errors';
import { sql } from 'drizzle-orm';
import type { z } from 'zod';
import { dataClasses, workloads } from '../schema/index.ts';
import type { ChangeBy } from '../store/change.ts';
import type { Tables } from '../store/directory.ts';
import type { Store } from '../store/store.ts';
import { namedRecords } from './named-records.ts';
import type { PageRequest } from './page.ts';
import { stamps } from './present.ts';
import { refuseDuplicate, refuseReferencedWhere } from './references.ts';

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

const records = namedRecords({
  table: dataClasses,
  name: 'dataClass',
  noun: 'data class',
  subject: 'data_class',
  present,
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
        return records.insert(change, row);
      }),
    list: (request) => records.list(store, request),
    show: async (id) => present(await records.find(store.db, id)),
    change: (id, input, by) =>
      store.change(by, async (change) => {
        const old = await records.find(change.tx, id);
        check(input);
        const row: Row = {
          ...old,
          name: input.name ?? old.name,
          allowedProviders: unique(input.allowed_providers ?? old.allowedProviders),
          allowedRegions: unique(input.allowed_regions ?? old.allowedRegions),
          updatedAt: change.now,
        };
        return records.update(change, old, row);
      }),
    remove: (id, by) =>
      store.change(by, async (change) => {
        const old = await records.find(change.tx, id);
        const users = sql`${workloads.data} ->> 'class' = ${id}`;
        await refuseReferencedWhere(change.tx, `Data class "${id}"`, workloads, 'workload', users, IN_POLICY);
        await records.remove(change, old);
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
