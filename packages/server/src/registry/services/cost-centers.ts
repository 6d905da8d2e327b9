import type { CostCenter, changeCostCenter, createCostCenter, Page } from '@weir/core/contract';
import type { z } from 'zod';
import { costCenters, teams, workloads } from '../schema/index.ts';
import type { Change, ChangeBy } from '../store/change.ts';
import type { Tables } from '../store/directory.ts';
import type { Store } from '../store/store.ts';
import { namedRecords } from './named-records.ts';
import type { PageRequest } from './page.ts';
import { stamps } from './present.ts';
import { refuseDuplicate, refuseReferenced } from './references.ts';
import { refuseScoped } from './scopes.ts';

type Row = Tables['costCenter'];

export interface CostCenterService {
  create(input: z.infer<typeof createCostCenter>, by: ChangeBy): Promise<CostCenter>;
  list(request: PageRequest): Promise<Page<CostCenter>>;
  show(id: string): Promise<CostCenter>;
  change(id: string, input: z.infer<typeof changeCostCenter>, by: ChangeBy): Promise<CostCenter>;
  /** Only one that nothing refers to; calls in the ledger keep its id. */
  remove(id: string, by: ChangeBy): Promise<void>;
}

const present = (row: Row): CostCenter => ({ id: row.id, name: row.name, ...stamps(row) });
const NOUN = 'cost center';
const records = namedRecords({
  table: costCenters,
  name: 'costCenter',
  noun: NOUN,
  subject: 'cost_center',
  present,
});

export async function insertCostCenter(
  change: Change,
  input: z.infer<typeof createCostCenter>,
): Promise<CostCenter> {
  await refuseDuplicate(change.tx, costCenters, NOUN, input.id);
  const name = input.name ?? input.id;
  return records.insert(change, { id: input.id, name, createdAt: change.now, updatedAt: change.now });
}

export async function updateCostCenter(
  change: Change,
  id: string,
  input: z.infer<typeof changeCostCenter>,
): Promise<CostCenter> {
  const old = await records.find(change.tx, id);
  return records.update(change, old, { ...old, name: input.name ?? old.name, updatedAt: change.now });
}

export function costCenterService(store: Store): CostCenterService {
  return {
    create: (input, by) => store.change(by, (change) => insertCostCenter(change, input)),
    list: (request) => records.list(store, request),
    show: async (id) => present(await records.find(store.db, id)),
    change: (id, input, by) => store.change(by, (change) => updateCostCenter(change, id, input)),
    remove: (id, by) =>
      store.change(by, async (change) => {
        const old = await records.find(change.tx, id);
        await refuseReferenced(change.tx, 'Cost center', teams, 'team', teams.costCenter, id);
        await refuseReferenced(change.tx, 'Cost center', workloads, 'workload', workloads.costCenter, id);
        await refuseScoped(change.tx, 'Cost center', 'cost_center', id);
        await records.remove(change, old);
      }),
  };
}
